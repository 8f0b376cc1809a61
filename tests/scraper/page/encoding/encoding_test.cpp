#include "scraper/page/encoding/encoding.hpp"

#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"
#include "scraper/page/encoding/meta_prescan.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

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

TEST_CASE("without a declaration the bytes are asked") {
  CHECK(sniffed("") == "windows-1252/default");
  CHECK(sniffed("plain") == "windows-1252/default");
  CHECK(sniffed("naïve") == "UTF-8/guess");
  CHECK(sniffed("na\xEFve") == "windows-1252/default");
  CHECK(sniffed("\xCC\xEE\xF1\xEA\xE2\xE0 \xF1\xF2\xEE\xEB\xE8\xF6\xE0") == "windows-1251/guess");
}

TEST_CASE("a header with an unknown charset is passed over") {
  CHECK(sniffed("<meta charset=koi8-r>", "text/html; charset=bogus") == "KOI8-R/meta");
}

TEST_CASE("a meta element behind the first kilobytes still counts") {
  CHECK(sniffed("<!--" + std::string(8000, 'x') + "--><meta charset=koi8-r>") == "KOI8-R/meta");
}

TEST_CASE("the text is without its byte order mark") {
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

TEST_CASE("a document is decoded in the encoding found, and says so") {
  const page::Decoded found = decode_html("caf\xE9\0!"sv, "text/html; charset=iso-8859-1");
  CHECK(found.text() == "café\0!"sv);
  CHECK(found.encoding == "windows-1252");
  CHECK(found.source == "header");
}

TEST_CASE("a wrong declaration loses no ASCII") {
  CHECK(decode_html("<a href=\"\xE9\">\xFF</a>", "text/html; charset=utf-8").text() ==
        "<a href=\"\uFFFD\">\uFFFD</a>");
  CHECK(decode_html("<a href=\"\xE9\">\xFF</a>", "text/html; charset=euc-jp").text() ==
        "<a href=\"\uFFFD\">\uFFFD</a>");
}

TEST_CASE("the sniffing cases of jsdom pass") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  support::SuiteScore score("encoding: sniffer", 95);
  for (const auto& each : support::conformance_cases(*suite / "sniffer.json")) {
    const std::string id = each.at("id");
    CAPTURE(id);
    const std::string transport = support::conformance_bytes(each.at("transport"));
    const page::Encoding found = sniff_encoding(support::conformance_bytes(each.at("body")),
                                                transport.empty() ? "" : "text/html; charset=" + transport);
    const bool is_open = found.source == "default" && !each.at("default").is_null();
    score.count((is_open ? each.at("default").get<std::string>() : found.name) == each.at("encoding"), id);
  }
  score.check();
}

TEST_CASE("the cases of w3lib pass, but those where it leaves the standard") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  const std::set<std::string> apart = {
      R"(<meta httpequiv="ContentType" content="text/html; charset=gbk" />)",
      R"(<meta http-equiv="Fake-Content-Type-Header" content="text/html; charset=utf-8">)",
      " bad html still supported < meta http-equiv='Content-Type'\n content=\"text/html; charset=utf-8\">",
      "\n            <head></head><body>\n            this isn't searched\n            <meta "
      "charset=\"utf-8\">\n        ",
      " Latin-1"};
  support::SuiteScore score("encoding: w3lib", 85);
  score.explain_the_rest(
      "leaves the standard: a content attribute without its pragma or in a broken tag, an end at body, "
      "labels of its own");
  for (const auto& each : support::conformance_cases(*suite / "w3lib.json")) {
    const std::string function = each.at("fn");
    const std::string input = support::conformance_bytes(each.at("args").at(0));
    CAPTURE(function);
    CAPTURE(input);
    const auto as_in_python = [](std::string_view name) -> std::string {
      if (name == "UTF-8") return "utf-8";
      if (name == "windows-1252") return "cp1252";
      if (name == "GBK") return "gb18030";
      return std::string(name);
    };
    std::string found;
    if (function == "html_body_declared_encoding") {
      found = as_in_python(page::encoding_of_meta(input));
    } else if (function == "http_content_type_encoding") {
      found = as_in_python(page::encoding_of_header(input));
    } else if (function == "resolve_encoding") {
      found = as_in_python(page::encoding_of_label(input));
    } else {
      const std::string label = each.at("args").at(1);
      found = page::decoded(input, page::encoding_of_label(label.substr(0, label.find('_'))));
    }
    const bool passed = found == support::conformance_bytes(each.at("expected"));
    CHECK((passed || apart.contains(input)));
    score.count(passed, function);
  }
  score.check();
}
