#pragma once
#include <vector>

#include "fetch/client.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// The options of the client for a crawl. The hosts of seeds and of --sitemap are typed hosts, and so are
/// those that the crawl file keeps (`known`). Throws std::invalid_argument for a bad address range.
fetch::ClientOptions client_options(const Options& options, const std::vector<fetch::Url>& seeds,
                                    const std::vector<storage::TypedHostRecord>& known = {});

}  // namespace trawl::crawl
