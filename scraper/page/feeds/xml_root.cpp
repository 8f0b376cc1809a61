#include "scraper/page/feeds/xml_root.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"

namespace trawl::page {
namespace {

/// With these PHP and its debuggers print notices.
constexpr std::array<std::string_view, 17> kNoticeElements{"br",     "b",     "i",   "u",    "p",  "em",
                                                           "strong", "font",  "pre", "code", "hr", "table",
                                                           "thead",  "tbody", "tr",  "th",   "td"};
bool prints_notices(std::string_view name) {
  return std::find(kNoticeElements.begin(), kNoticeElements.end(), name) != kNoticeElements.end();
}

}  // namespace

RootPlace place_behind(std::string_view name, RootPlace place) {
  if (name == "html" || place == RootPlace::in_html) return RootPlace::in_html;
  return std::max(place, prints_notices(name) ? RootPlace::noticed : RootPlace::wrapped);
}

std::string local_name(std::string_view name) {
  return text::lowered(name.substr(name.find(':') + 1));
}

}  // namespace trawl::page
