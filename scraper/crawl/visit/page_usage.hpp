#pragma once
#include <string_view>
#include <vector>

#include "fetch/http/response.hpp"
#include "scraper/page/page.hpp"
#include "scraper/page/usage_preferences.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What a page asks of machines: the headers Content-Usage, Content-Signal, tdm-reservation and tdm-policy;
/// noai and noimageai in X-Robots-Tag, where it is meant for `agent`, and in meta robots; tdm-reservation and
/// tdm-policy in meta elements; links with rel=license. `page` is what received_page() made of the response.
std::vector<page::UsagePreference> page_usage(const fetch::Response& response, const page::Page& page,
                                              std::string_view agent);

/// The same, as the store has it.
std::vector<storage::UsageRow> usage_rows(std::vector<page::UsagePreference> preferences);

}  // namespace trawl::crawl
