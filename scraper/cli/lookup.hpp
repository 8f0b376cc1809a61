#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::cli {

// What the commands share that look something up on the network, outside any crawl, and say what trawl makes of it.

/// The flags of a crawl that say how to ask, but for those named in `without`, and --retries.
std::vector<Flag> asking_flags(const std::vector<std::string_view>& without = {});

/// --json, and asking_flags().
std::vector<Flag> lookup_flags(const std::vector<std::string_view>& without = {});

/// Asked once, and no robots.txt obeyed: this is a person asking. Throws what settings_of_new_crawl() throws.
crawl::Options lookup_options(const Arguments& arguments);

/// A line on stderr: what is wrong with what.
void complain(std::string_view about, std::string_view what);

/// How a command ends that got so many answers, and failed so often.
ExitCode lookup_ending(std::size_t answers, std::size_t failures);

}  // namespace trawl::cli
