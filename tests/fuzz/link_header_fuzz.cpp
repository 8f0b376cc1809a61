// Input: a Link header.
#include "fetch/text/utf8.hpp"
#include "scraper/page/link_header.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view header = fuzz::as_text(bytes, size);
  const auto page = fetch::Url::parse("http://e.org/a/b");
  for (const page::Link& link : page::links_of_header(header, *page)) {
    fuzz::require(!link.rel.empty(), "a link has a relation");
    if (text::is_utf8(header))
      fuzz::require(header.find('<' + link.raw + '>') != header.npos, "a target is kept as written");
    fuzz::require(link.text.size() <= 800, "a text has at most 200 characters");
    fuzz::require(text::is_utf8(link.raw) && text::is_utf8(link.text), "a link's texts are UTF-8");
  }
  return 0;
}
