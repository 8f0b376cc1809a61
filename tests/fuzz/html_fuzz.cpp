// Input: a byte that selects the Content-Type, then a page.
#include "fetch/text/utf8.hpp"
#include "fetch/url/url.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"
#include "scraper/page/page.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fuzz::require;

constexpr std::string_view kContentTypes[] = {"",
                                              "text/html",
                                              "text/html; charset=utf-8",
                                              "text/html; charset=shift_jis",
                                              "text/html; charset=utf-16le",
                                              "application/xhtml+xml",
                                              "text/xml",
                                              "text/html; charset=iso-2022-jp"};

bool is_folded(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; };
  if (text.empty()) return true;
  return !is_blank(text.front()) && !is_blank(text.back()) && text.find("  ") == text.npos;
}

void check_page(const page::Page& page) {
  for (const std::string* text : {&page.title, &page.description, &page.lang, &page.robots, &page.text}) {
    require(text::is_utf8(*text), "a page's texts are UTF-8");
  }
  require(is_folded(page.title) && is_folded(page.text), "whitespace is folded");
  require(page::encoding_of_label(page.charset) == page.charset, "the charset is a WHATWG name");
  require(page.links.size() <= 100'000, "a page has at most 100,000 links");
  for (const page::Link& link : page.links) {
    require(fetch::Url::parse(link.url.href()) == link.url, "a link's URL is a URL");
    require(text::is_utf8(link.raw) && text::is_utf8(link.text), "a link's texts are UTF-8");
    require(is_folded(link.text) && is_folded(link.alt) && is_folded(link.media),
            "a link's texts are folded");
    require(text::is_utf8(link.alt) && text::is_utf8(link.media) && text::is_utf8(link.hreflang) &&
                text::is_utf8(link.fragment),
            "a link's notes are UTF-8");
    require(link.raw.size() <= 2'000 && link.fragment.size() <= 2'000, "a link's raw value is short");
  }
  require(page.unread.size() <= 10'000, "a page has at most 10,000 unread links");
  for (const page::UnreadLink& link : page.unread) {
    require(text::is_utf8(link.raw) && text::is_utf8(link.text), "an unread link's texts are UTF-8");
    require(!link.reason.empty() && link.before <= page.links.size(),
            "an unread link has a reason and a place");
  }
  for (const page::Heading& heading : page.headings) {
    require(heading.level >= 1 && heading.level <= 6, "a heading has a level from 1 to 6");
    require(text::is_utf8(heading.text) && is_folded(heading.text), "a heading is folded UTF-8");
  }
  require(page.canonical.empty() || fetch::Url::parse(page.canonical), "the canonical URL is a URL");
  require(fetch::Url::parse(page.base).has_value(), "the base is a URL");
  require(page.word_count >= 0, "the number of words is not negative");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto url = *fetch::Url::parse("https://example.org/folder/page.html?q=1#f");
  if (size == 0) return 0;
  const std::string_view html = fuzz::as_text(bytes + 1, size - 1);
  const page::Page page = page::parse_html(html, url, kContentTypes[bytes[0] % std::size(kContentTypes)]);
  check_page(page);
  return 0;
}
