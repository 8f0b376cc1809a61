#pragma once
#include <string_view>
#include <vector>

namespace trawl::page {

/// One image of a srcset attribute, as written; both point into the attribute.
struct SrcsetImage {
  std::string_view url;
  std::string_view descriptors;  ///< "2x", "640w"; "" if there are none
};

/// The images of a srcset attribute
/// (https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute).
std::vector<SrcsetImage> srcset_images(std::string_view srcset);

}  // namespace trawl::page
