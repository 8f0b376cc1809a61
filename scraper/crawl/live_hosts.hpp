#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/outcome.hpp"
#include "scraper/crawl/turn.hpp"
#include "scraper/crawl/windows.hpp"
#include "storage/live.hpp"

namespace trawl::crawl {

// What people see of a crawl's hosts, and of what it waits for. `now` is in epoch seconds.

/// Seconds until some URL of the host may be asked; 0 if one may be asked now, or if none is left.
double wait_of(const Window& window, const Turn& turn, double now);

/// The host as the last commit has counted it, and how long it must wait itself.
storage::LiveHost live_host(const Turn& turn, double now);
/// The same with what is queued now, the wait for a URL of it, and the reason alone if the host is parked.
storage::LiveHost live_host(const Window& window, const Turn& turn, double now);

/// For `events`: the host has asked for a longer wait than the crawl waits.
std::string parked_note(const Turn& turn, const Outcome& outcome, const Options& options, double now);

/// A sentence: what a crawl waits for that has nothing under way, and which hosts are parked; "" for neither,
/// and for a wait that is hardly one. `next`: the host that is asked next, none while something is under way.
std::string waiting_text(const std::optional<storage::LiveHost>& next,
                         const std::vector<storage::LiveHost>& parked, double now);

}  // namespace trawl::crawl
