#pragma once
#include <string_view>
#include <vector>

#include "scraper/page/page.hpp"

namespace trawl::page {

/// The links in a Link header (RFC 8288 section 3), of which some are about the page that it came with: those with an anchor
/// are not, and left out, like those without a relation or with a target that is no http or https URL. A title is their
/// text. Never fails; what cannot be read ends with the next comma. Thread: pure; any.
std::vector<Link> links_of_header(std::string_view header, const fetch::Url& page);

}  // namespace trawl::page
