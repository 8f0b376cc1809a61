#include "scraper/page/encoding/encoding.hpp"

#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using namespace std::string_view_literals;
using page::decode_html;
using page::sniff_encoding;

namespace {

/// "name/source", as one word to compare.
std::string sniffed(std::string_view bytes, std::string_view content_type = "") {
  const page::Encoding found = sniff_encoding(bytes, content_type);
  return found.name + "/" + found.source;
}

}  // namespace

TEST_CASE("the byte order mark wins over the header, the header over meta, meta over the XML declaration") {
  const std::string xml = "<?xml version='1.0' encoding='big5'?>";
  const std::string meta = xml + "<meta charset=koi8-r>";
  CHECK(sniffed("\xEF\xBB\xBF" + meta, "text/html; charset=euc-kr") == "UTF-8/bom");
  CHECK(sniffed("\xFF\xFE" + meta, "text/html; charset=euc-kr") == "UTF-16LE/bom");
  CHECK(sniffed("\xFE\xFF" + meta, "text/html; charset=euc-kr") == "UTF-16BE/bom");
  CHECK(sniffed(meta, "text/html; charset=euc-kr") == "EUC-KR/header");
  CHECK(sniffed(meta, "text/html") == "KOI8-R/meta");
  CHECK(sniffed(xml) == "Big5/xml");
}

TEST_CASE("without a declaration the bytes decide") {
  CHECK(sniffed("") == "windows-1252/default");
  CHECK(sniffed("plain") == "windows-1252/default");
  CHECK(sniffed("naïve") == "UTF-8/guess");
  CHECK(sniffed("na\xEFve") == "windows-1252/default");
  CHECK(sniffed("\xCC\xEE\xF1\xEA\xE2\xE0 \xF1\xF2\xEE\xEB\xE8\xF6\xE0") == "windows-1251/guess");
}

TEST_CASE("a header with an unknown charset is ignored") {
  CHECK(sniffed("<meta charset=koi8-r>", "text/html; charset=bogus") == "KOI8-R/meta");
}

TEST_CASE("a meta element after the first kilobytes still counts") {
  CHECK(sniffed("<!--" + std::string(8000, 'x') + "--><meta charset=koi8-r>") == "KOI8-R/meta");
}

TEST_CASE("the text does not include the byte order mark") {
  CHECK(decode_html("\xEF\xBB\xBF"
                    "é",
                    "")
            .text() == "é");
  CHECK(decode_html("\xFF\xFE"
                    "a\0"sv,
                    "")
            .text() == "a");
  CHECK(decode_html("\xFE\xFF\0a"sv, "").text() == "a");
}

TEST_CASE("a document is decoded in the encoding found, which it names") {
  const page::Decoded found = decode_html("caf\xE9\0!"sv, "text/html; charset=iso-8859-1");
  CHECK(found.text() == "café\0!"sv);
  CHECK(found.encoding == "windows-1252");
  CHECK(found.source == "header");
}

TEST_CASE("a wrong declaration does not lose ASCII characters") {
  CHECK(decode_html("<a href=\"\xE9\">\xFF</a>", "text/html; charset=utf-8").text() ==
        "<a href=\"\uFFFD\">\uFFFD</a>");
  CHECK(decode_html("<a href=\"\xE9\">\xFF</a>", "text/html; charset=euc-jp").text() ==
        "<a href=\"\uFFFD\">\uFFFD</a>");
}

TEST_CASE("the encoding of an XML document comes from its mark, the header, its declaration or a guess") {
  const auto text = [](std::string_view bytes, std::string_view content_type = "") {
    return std::string(page::decode_xml(bytes, content_type).text());
  };
  CHECK(text("\xEF\xBB\xBF<a>\xC3\xA4</a>", "text/xml; charset=latin1") == "<a>\xC3\xA4</a>");
  CHECK(text("<a>\xE4</a>", "text/xml; charset=latin1") == "<a>\xC3\xA4</a>");
  CHECK(text("\n<?xml version='1.0' encoding='latin1'?><a>\xE4</a>").ends_with("<a>\xC3\xA4</a>"));
  CHECK(text("<a>\xC3\xA4</a>") == "<a>\xC3\xA4</a>");
  CHECK(text("<meta charset=koi8-r>\xE4") == "<meta charset=koi8-r>\xC3\xA4");
}
