#include "scraper/page/html/srcset.hpp"

#include <algorithm>

#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {
namespace {

/// The end of the descriptors that begin at `at`: the place behind the next comma outside parentheses.
std::size_t descriptors_end(std::string_view srcset, std::size_t at) {
  bool in_parentheses = false;
  for (; at < srcset.size(); ++at) {
    if (srcset[at] == '(') in_parentheses = true;
    if (srcset[at] == ')') in_parentheses = false;
    if (srcset[at] == ',' && !in_parentheses) return at + 1;
  }
  return at;
}

}  // namespace

std::vector<std::string_view> srcset_urls(std::string_view srcset) {
  std::vector<std::string_view> urls;
  std::size_t at = 0;
  while (true) {
    while (at < srcset.size() && (is_blank(srcset[at]) || srcset[at] == ',')) ++at;
    if (at == srcset.size()) return urls;
    const std::size_t first = at;
    while (at < srcset.size() && !is_blank(srcset[at])) ++at;
    std::string_view url = srcset.substr(first, at - first);
    const bool has_descriptors = !url.ends_with(',');
    while (url.ends_with(',')) url.remove_suffix(1);
    urls.push_back(url);
    if (has_descriptors) at = descriptors_end(srcset, at);
  }
}

}  // namespace trawl::page
