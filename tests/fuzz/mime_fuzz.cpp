// Input: a Content-Type header in the first line, then a resource.
#include <algorithm>

#include "scraper/page/feeds/feed_or_html.hpp"
#include "scraper/page/mime.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fuzz::require;

bool is_bare_type(std::string_view type) {
  return type.find('/') != type.npos && std::none_of(type.begin(), type.end(), [](char c) {
           return c <= ' ' || c == ';' || c == 0x7f || (c >= 'A' && c <= 'Z');
         });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view resource = fuzz::as_text(bytes, size);
  const std::string_view content_type = fuzz::take_until(resource, '\n');
  const std::string named = page::media_type(content_type);
  require(named.empty() || is_bare_type(named), "a media type is in lower case and bare");
  require(page::media_type(named) == named, "a bare type names itself");
  const std::string sniffed = page::sniffed_type(content_type, resource);
  require(is_bare_type(sniffed), "every resource has a type");
  require(is_bare_type(page::sniffed_type("", resource)), "a resource without a header has a type");
  const std::string_view html = page::feed_or_html_type(resource);
  require(html == "text/html" || html == "application/rss+xml" || html == "application/atom+xml",
          "a resource served as HTML is HTML or a feed");
  return 0;
}
