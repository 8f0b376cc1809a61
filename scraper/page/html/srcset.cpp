#include "scraper/page/html/srcset.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {
namespace {

/// The end of the descriptors that begin at `at`: the next comma outside parentheses.
std::size_t descriptors_end(std::string_view srcset, std::size_t at) {
  bool in_parentheses = false;
  for (; at < srcset.size(); ++at) {
    if (srcset[at] == '(') in_parentheses = true;
    if (srcset[at] == ')') in_parentheses = false;
    if (srcset[at] == ',' && !in_parentheses) return at;
  }
  return at;
}

}  // namespace

std::vector<SrcsetImage> srcset_images(std::string_view srcset) {
  std::vector<SrcsetImage> images;
  std::size_t at = 0;
  while (true) {
    while (at < srcset.size() && (is_blank(srcset[at]) || srcset[at] == ',')) ++at;
    if (at == srcset.size()) return images;
    const std::size_t first = at;
    while (at < srcset.size() && !is_blank(srcset[at])) ++at;
    SrcsetImage image{srcset.substr(first, at - first), ""};
    if (!image.url.ends_with(',')) {
      const std::size_t end = descriptors_end(srcset, at);
      image.descriptors = text::trimmed(srcset.substr(at, end - at), text::kAsciiSpace);
      at = end;
    }
    while (image.url.ends_with(',')) image.url.remove_suffix(1);
    images.push_back(image);
  }
}

}  // namespace trawl::page
