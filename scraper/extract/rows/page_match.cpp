#include "scraper/extract/rows/page_match.hpp"

#include "fetch/text/ascii.hpp"

namespace trawl::extract {

bool is_type(std::string_view media_type, std::string_view name) {
  const std::string wanted = text::lowered(text::trimmed(name, text::kCSpace));
  if (wanted == media_type) return true;
  const std::size_t slash = media_type.find('/');
  if (slash == std::string_view::npos) return false;
  if (wanted.ends_with("/*"))
    return media_type.substr(0, slash + 1) == std::string_view(wanted).substr(0, wanted.size() - 1);
  if (wanted == "html" && media_type == "application/xhtml+xml") return true;
  std::string_view subtype = media_type.substr(slash + 1);
  if (subtype.starts_with("x-")) subtype.remove_prefix(2);
  const std::size_t plus = subtype.rfind('+');
  return subtype == wanted || (plus != std::string_view::npos &&
                               (subtype.substr(0, plus) == wanted || subtype.substr(plus + 1) == wanted));
}

bool PageMatcher::matches(const fetch::Url& url, std::string_view label, std::string_view type) const {
  return (label_.empty() || label_ == label) && (type_.empty() || is_type(type, type_)) && url_.matches(url);
}

}  // namespace trawl::extract
