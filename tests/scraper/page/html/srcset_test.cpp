#include "scraper/page/html/srcset.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using Urls = std::vector<std::string_view>;

TEST_CASE("a srcset gives its URLs without descriptors") {
  CHECK(page::srcset_urls("a.jpg 1x, b.jpg 2x") == Urls{"a.jpg", "b.jpg"});
  CHECK(page::srcset_urls(" a.jpg,b.jpg ,\n c.jpg 100w") == Urls{"a.jpg,b.jpg", "c.jpg"});
  CHECK(page::srcset_urls("a.jpg, b.jpg,, ") == Urls{"a.jpg", "b.jpg"});
  CHECK(page::srcset_urls("a.jpg x(1,2), b.jpg") == Urls{"a.jpg", "b.jpg"});
  CHECK(page::srcset_urls(" , ").empty());
}
