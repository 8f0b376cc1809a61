#include "scraper/page/encoding/query_encoder.hpp"

#include <string>
#include <string_view>
#include <tuple>

#include <doctest/doctest.h>

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/page.hpp"

using namespace trawl;

namespace {

/// The query of the link `?TEXT` on a page in that encoding.
std::string query(std::string_view text, const std::string& charset) {
  std::string references;
  while (!text.empty()) {
    const text::CodePoint point = text::first_code_point(text);
    references += "&#" + std::to_string(static_cast<unsigned long>(point.value)) + ';';
    text.remove_prefix(point.bytes);
  }
  const auto page = page::parse_html("<a href='/?" + references + "'>", *fetch::Url::parse("http://e.org/"),
                                     "text/html; charset=" + charset);
  return std::string(page.links.at(0).url.query());
}

}  // namespace

TEST_CASE("the query of a link is written in the encoding of its page") {
  // What browsers ask for.
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"привет", "windows-1251", "%EF%F0%E8%E2%E5%F2"},
      {"привет", "koi8-r", "%D0%D2%C9%D7%C5%D4"},
      {"привет", "iso-8859-5", "%DF%E0%D8%D2%D5%E2"},
      {"café €", "iso-8859-1", "caf%E9%20%80"},
      {"中文", "gbk", "%D6%D0%CE%C4"},
      {"中文", "gb2312", "%D6%D0%CE%C4"},
      {"€", "gbk", "%80"},
      {"€", "gb18030", "%A2%E3"},
      {"😀ÿ", "gb18030", "%949%FC6%810%8B7"},
      {"中文", "big5", "%A4%A4%A4%E5"},
      {"日本語ｱ", "shift_jis", "%93%FA%96{%8C%EA%B1"},
      {"表−", "shift_jis", "%95\\%81|"},
      {"日本語ｱ", "euc-jp", "%C6%FC%CB%DC%B8%EC%8E%B1"},
      {"日本z", "iso-2022-jp", "%1B$BF|K\\%1B(Bz"},
      {"한국", "euc-kr", "%C7%D1%B1%B9"},
      {"똠", "euc-kr", "%8Cc"},
      {"привет", "utf-8", "%D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82"},
  };
  for (const auto& [text, charset, wanted] : cases) {
    const auto& which = charset;
    CAPTURE(which);
    CHECK(query(text, charset) == wanted);
  }
}

TEST_CASE("a character that the encoding lacks becomes its number") {
  CHECK(query("a†b", "big5") == "a%26%238224%3Bb");
  CHECK(query("中 ж", "windows-1251") == "%26%2320013%3B%20%E6");
  CHECK(query("😀", "gbk") == "%26%23128512%3B");
  CHECK(query("日😀z", "iso-2022-jp") == "%1B$BF|%1B(B%26%23128512%3Bz");
  CHECK(query("\uE5E5", "gb18030") == "%26%2358853%3B");
}

TEST_CASE("ISO-2022-JP selects its sets as the standard's encoder does") {
  CHECK(query("¥a~", "iso-2022-jp") == "%1B(J\\a%1B(B~");
  CHECK(query("¥日", "iso-2022-jp") == "%1B(J\\%1B$BF|%1B(B");
  CHECK(query("ｱﾟ−", "iso-2022-jp") == "%1B$B%%22!,!]%1B(B");
  CHECK(query("\x0E"
              "A",
              "iso-2022-jp") == "%26%2365533%3BA");
  CHECK(query("日\x1Bz", "iso-2022-jp") == "%1B$BF|%1B(B%26%2365533%3Bz");
}

TEST_CASE("path and fragment stay UTF-8") {
  const auto page = page::parse_html("<base href='/\xFF?\xFF'><a href='\xFF?\xFF#\xFF'><a href='#x'>",
                                     *fetch::Url::parse("http://e.org/"), "text/html; charset=windows-1251");
  CHECK(page.base == "http://e.org/%D1%8F?%FF");
  CHECK(page.links.at(0).url.href() == "http://e.org/%D1%8F?%FF#%D1%8F");
  CHECK(page.links.at(1).url.href() == "http://e.org/%D1%8F?%FF#x");
}

TEST_CASE("every reference of a page counts: forms, frames, images, refresh, canonical") {
  const auto page = page::parse_html(
      "<meta http-equiv=refresh content='0;url=?\xFF'><link rel=canonical href='?\xFF'><form "
      "action='?\xFF'></form>"
      "<iframe src='?\xFF'></iframe><img src='?\xFF' srcset='?\xFF 2x'><area href='?\xFF'>",
      *fetch::Url::parse("http://e.org/"), "text/html; charset=windows-1251");
  CHECK(page.links.size() == 7);
  for (const page::Link& link : page.links) CHECK(link.url.href() == "http://e.org/?%FF");
  CHECK(page.canonical == "http://e.org/?%FF");
  CHECK(page.refresh->href() == "http://e.org/?%FF");
}

TEST_CASE("what an encoder writes, its decoder reads") {
  for (const char* encoding : {"windows-1251", "windows-1252", "KOI8-U", "macintosh", "ISO-8859-16", "Big5",
                               "EUC-JP", "EUC-KR", "GBK", "gb18030", "Shift_JIS", "ISO-2022-JP"}) {
    CAPTURE(encoding);
    std::string wrong;
    for (char32_t c = 0x80; c < 0x30000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string text;
      text::append_utf8(text, c);
      const std::string bytes = page::encoded_query(text, encoding);
      if (bytes.starts_with("%26%23")) continue;
      // Half-width characters, and those of kPrivateInOldGb18030, come back as others.
      const bool is_folded =
          c == U'¥' || c == U'‾' || c == U'−' || (c >= 0xFF61 && c <= 0xFF9F) || (c >= 0xE78D && c <= 0xE864);
      if (page::decoded(bytes, encoding) != text && !is_folded) wrong += text + ' ';
    }
    CHECK(wrong == "");
  }
}

TEST_CASE("only encodings with an encoder of their own write queries") {
  for (const char* encoding : {"UTF-8", "UTF-16LE", "UTF-16BE", "replacement"})
    CHECK_FALSE(page::encodes_queries(encoding));
  for (const char* encoding : {"windows-1252", "Big5", "ISO-2022-JP", "x-user-defined"})
    CHECK(page::encodes_queries(encoding));
  CHECK(page::encoded_query("a\uF7A0", "x-user-defined") == "a\xA0");
}
