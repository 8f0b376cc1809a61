#pragma once
#include <string>
#include <string_view>

#include "scraper/page/page.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// Whether it begins with a scheme (URL standard 4.4) that is neither http nor https.
bool has_other_scheme(std::string_view href);

/// Whether the key of a URL ends like what was written, but for the fragment and for "./" and "../" in front:
/// then `links.href` need not tell it.
bool says_as_much(std::string_view key, std::string_view written);

/// Sets what the row of a link of a page says besides its target and href. Moves the texts out of `link`.
void set_texts(storage::FoundLink& row, page::Link& link);
/// The row of a link that leads to no page, for that reason. One of another scheme, such as mailto:, is no
/// error. `kind` is a literal.
storage::FoundLink unread_row(std::string_view kind, std::string href, std::string reason);

}  // namespace trawl::crawl
