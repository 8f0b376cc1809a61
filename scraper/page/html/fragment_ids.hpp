#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

/// The places of a page to which fragments lead: the ids of its elements and the names of its anchors, in
/// their order, as written there (https://html.spec.whatwg.org/multipage/browsing-the-web.html). At most
/// 100,000. `bytes` are those of the document, `charset` its encoding (WHATWG name).
/// Thread: pure; any.
std::vector<std::string> fragment_ids(std::string_view bytes, std::string_view charset, bool is_xhtml);

}  // namespace trawl::page
