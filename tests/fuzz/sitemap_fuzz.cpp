// Input: a sitemap of any kind.
#include "fetch/text/utf8.hpp"
#include "fetch/url/url.hpp"
#include "scraper/page/feeds/sitemap.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto url = *fetch::Url::parse("https://example.org/sitemap.xml");
  const page::Sitemap sitemap = page::parse_sitemap(fuzz::as_text(bytes, size), url, "");
  fuzz::require(sitemap.urls.size() <= 50'000, "a sitemap has at most 50,000 entries");
  for (const auto* list : {&sitemap.urls, &sitemap.sitemaps}) {
    for (const auto& entry : *list) {
      fuzz::require(text::is_utf8(entry.loc) && text::is_utf8(entry.lastmod), "entries are UTF-8");
    }
  }
  return 0;
}
