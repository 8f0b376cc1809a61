#pragma once
#include <vector>

#include "fetch/client.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// The options of the client for a crawl. A host that the user typed as a seed may have any address, even a
/// private one. Throws std::invalid_argument for a bad address range.
fetch::ClientOptions client_options(const Options& options, const std::vector<fetch::Url>& seeds);

}  // namespace trawl::crawl
