#include "scraper/page/feeds/feed.hpp"

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/feeds/feed_reader.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

std::string_view name_of(FeedKind kind) {
  switch (kind) {
    case FeedKind::none:
      return "none";
    case FeedKind::rss:
      return "rss";
    case FeedKind::atom:
      return "atom";
    case FeedKind::cdf:
      return "cdf";
  }
  return "";
}

Feed parse_feed(std::string_view bytes, const fetch::Url& url, std::string_view content_type) {
  FeedReader reader(url);
  const Decoded document = decode_xml(bytes, content_type);
  read_xml(document.text(), reader);
  return reader.take();
}

}  // namespace trawl::page
