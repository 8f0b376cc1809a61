#include "scraper/page/html/srcset.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// "url|descriptors" of each image.
std::vector<std::string> images(std::string_view srcset) {
  std::vector<std::string> images;
  for (const page::SrcsetImage& image : page::srcset_images(srcset))
    images.push_back(std::string(image.url) + '|' + std::string(image.descriptors));
  return images;
}

using Images = std::vector<std::string>;

}  // namespace

TEST_CASE("a srcset gives its URLs and their descriptors") {
  CHECK(images("a.jpg 1x, b.jpg\t 2x ") == Images{"a.jpg|1x", "b.jpg|2x"});
  CHECK(images(" a.jpg,b.jpg ,\n c.jpg 100w 50h") == Images{"a.jpg,b.jpg|", "c.jpg|100w 50h"});
  CHECK(images("a.jpg, b.jpg,, ") == Images{"a.jpg|", "b.jpg|"});
  CHECK(images("a.jpg x(1,2), b.jpg") == Images{"a.jpg|x(1,2)", "b.jpg|"});
  CHECK(images(" , ").empty());
}
