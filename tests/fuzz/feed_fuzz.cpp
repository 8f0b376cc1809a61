// Input: a feed of any kind.
#include "fetch/text/utf8.hpp"
#include "fetch/url/url.hpp"
#include "scraper/page/feeds/feed.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto url = *fetch::Url::parse("https://example.org/feed.xml");
  const page::Feed feed = page::parse_feed(fuzz::as_text(bytes, size), url, "");
  fuzz::require(text::is_utf8(feed.title) && text::is_utf8(feed.link), "a feed's texts are UTF-8");
  for (const page::FeedEntry& entry : feed.entries) {
    for (const std::string* text : {&entry.title, &entry.link, &entry.id, &entry.summary, &entry.author}) {
      fuzz::require(text::is_utf8(*text), "an entry's texts are UTF-8");
    }
  }
  return 0;
}
