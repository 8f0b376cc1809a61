#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/page.hpp"

namespace trawl::extract {

/// Something that a page says about itself for machines.
struct StructuredItem {
  StructuredItem() {}
  std::string kind;  ///< "json-ld", "microdata", "opengraph", "twitter", "feed" or "table"
  std::string type;  ///< "Product", "article", …: the last word of a URL, at most 200 characters; "" for none
  std::string data;  ///< JSON on one line, in well-formed UTF-8
};

/// Collects the items of one page. Invariant: at most 10,000 items and 8 MiB of data; what is more is left
/// out, and a note says so once.
class StructuredData {
 public:
  /// Returns false when the item did not fit. `kind` is a literal.
  bool add(std::string_view kind, std::string_view type, std::string data);
  /// Tells people what was left out; at most 20 notes.
  void note(std::string text);
  /// How much data still fits, in bytes; 0 when nothing does.
  std::size_t room() const;

  const std::vector<StructuredItem>& items() const { return items_; }
  const std::vector<ExtractNote>& notes() const { return notes_; }
  std::vector<StructuredItem> take_items() { return std::move(items_); }

 private:
  std::vector<StructuredItem> items_;
  std::vector<ExtractNote> notes_;
  std::size_t bytes_ = 0;
  bool is_full_ = false;
};

/// What a tree may cost if add_page() shall read it: less, as tables need memory besides.
TreeLimits limits_for_structured();

/// Adds what an HTML or XHTML page says: OpenGraph, Twitter cards, JSON-LD, microdata and tables; nothing for
/// others. `page` is what page::parse_html() made of it. A page without microdata and tables costs no tree.
/// Never fails. Thread: pure; any.
void add_page(const page::Page& page, PageSources& sources, StructuredData& found);

/// Adds the entries of a feed, one item each: type is "rss", "atom" or "cdf". What an entry does not say is
/// absent from its data.
void add_feed(const page::Feed& feed, StructuredData& found);

/// The last word of a type that is a URL or has a prefix: "Product" for "http://schema.org/Product" and
/// "schema:Product".
std::string_view short_type(std::string_view type);

}  // namespace trawl::extract
