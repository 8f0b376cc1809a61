#pragma once
#include <string>
#include <string_view>

#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Whether it begins with a scheme (URL standard 4.4) that is neither http nor https.
bool has_other_scheme(std::string_view href);

/// For `links.href`: what was written, or "" when the key of the URL ends like it, and so says as much; the
/// fragment has a column of its own.
std::string told_href(std::string written, std::string_view key);

/// The row of a link of a page, but for its target and href. Moves the texts out of `link`. Requires: the URL
/// is still there.
storage::FoundLink link_row(page::Link& link);
/// The row of a link that leads to no page, for that reason. One of another scheme, such as mailto:, is no
/// error. `kind` is a literal.
storage::FoundLink unread_row(std::string_view kind, std::string href, std::string reason);

}  // namespace trawl::crawl
