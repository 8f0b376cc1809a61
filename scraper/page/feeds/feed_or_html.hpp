#pragma once
#include <string_view>

namespace trawl::page {

/// "application/rss+xml" or "application/atom+xml" for a feed that is served as text/html, else "text/html", by the first
/// bytes of the resource (https://mimesniff.spec.whatwg.org/ section 7.3).
std::string_view type_of_supposed_html(std::string_view bytes);

}  // namespace trawl::page
