#pragma once
#include <string_view>

namespace trawl::page {

/// The type of a resource that is served as text/html, from its first bytes: "application/rss+xml" or
/// "application/atom+xml" for a feed, otherwise "text/html" (https://mimesniff.spec.whatwg.org/ section 7.3).
std::string_view feed_or_html_type(std::string_view bytes);

}  // namespace trawl::page
