#pragma once
#include <string_view>
#include <vector>

namespace trawl::page {

/// The URLs of a srcset attribute, as written; they point into `srcset`
/// (https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute).
std::vector<std::string_view> srcset_urls(std::string_view srcset);

}  // namespace trawl::page
