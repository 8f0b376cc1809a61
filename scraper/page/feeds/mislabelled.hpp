#pragma once
#include <string_view>

namespace trawl::page {

/// The type of a feed or a sitemap that is served under another type: "application/rss+xml",
/// "application/atom+xml" or "application/xml"; "" for everything else. `type` is what the headers say and
/// the standard makes of it (mime.hpp). Under text/html it may stand behind notices of PHP, which change the
/// type to that one; under any other type, which a text about feeds may have too, nothing may come before it.
std::string_view mislabelled_type(std::string_view type, std::string_view bytes);

}  // namespace trawl::page
