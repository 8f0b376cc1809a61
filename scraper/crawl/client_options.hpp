#pragma once
#include <vector>

#include "fetch/client.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// How the client connects for a crawl: a host that the user typed as a seed may be at any address, private ones included.
/// Throws std::invalid_argument for a range or --resolve entry that cannot be read.
fetch::ClientOptions client_options(const Options& options, const std::vector<fetch::Url>& seeds);

}  // namespace trawl::crawl
