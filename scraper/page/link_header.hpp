#pragma once
#include <string_view>
#include <vector>

#include "scraper/page/page.hpp"

namespace trawl::page {

/// The links that a Link header (RFC 8288 section 3) gives for the page it came with. Leaves out links with
/// an anchor, which are about another page, links without a relation, and targets that are not http or https
/// URLs. A link's title becomes its text. Never fails: after a syntax error it goes on behind the next comma.
/// Thread: pure; any.
std::vector<Link> links_of_header(std::string_view header, const fetch::Url& page);

}  // namespace trawl::page
