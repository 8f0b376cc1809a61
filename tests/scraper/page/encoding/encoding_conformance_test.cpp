// The public suites of encodings: labels, sniffing, decoding.
#include <cctype>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"
#include "scraper/page/encoding/meta_prescan.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

TEST_CASE("whole legacy tables are decoded byte for byte as in the standard") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  support::SuiteScore score("encoding: legacy, byte for byte", 100);
  struct Case {
    const char* file;
    const char* encoding;
  };
  for (const Case& each : {Case{"big5", "Big5"}, Case{"euc_kr", "EUC-KR"}, Case{"iso_2022_jp", "ISO-2022-JP"},
                           Case{"shift_jis", "Shift_JIS"}}) {
    CAPTURE(each.encoding);
    const std::string stem = (*suite / "legacy" / each.file).string();
    const std::string text = page::decoded(support::file_bytes(stem + "_in.bin"), each.encoding);
    score.count(text == support::file_bytes(stem + "_in.utf8"), each.encoding);
  }
  score.check();
}

TEST_CASE("every label of the standard is known") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  const auto labels = support::conformance_cases(*suite / "labels.json");
  support::SuiteScore score("encoding: labels", 100);
  for (const auto& each : labels.items()) {
    CAPTURE(each.key());
    score.count(page::encoding_of_label(each.key()) == each.value().get<std::string>(), each.key());
  }
  CHECK(score.cases() == 228);
  score.check();
}

TEST_CASE("the sniffing cases of jsdom pass") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  support::SuiteScore score("encoding: sniffer", 95);
  for (const auto& each : support::conformance_cases(*suite / "sniffer.json")) {
    const std::string id = each.at("id");
    CAPTURE(id);
    const std::string transport = support::conformance_bytes(each.at("transport"));
    const page::Encoding found =
        page::sniff_encoding(support::conformance_bytes(each.at("body")),
                             transport.empty() ? "" : "text/html; charset=" + transport);
    const bool is_open = found.source == "default" && !each.at("default").is_null();
    score.count((is_open ? each.at("default").get<std::string>() : found.name) == each.at("encoding"), id);
  }
  score.check();
}

TEST_CASE("the cases of w3lib pass, except where w3lib deviates from the standard") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  const std::set<std::string> apart = {
      R"(<meta httpequiv="ContentType" content="text/html; charset=gbk" />)",
      R"(<meta http-equiv="Fake-Content-Type-Header" content="text/html; charset=utf-8">)",
      " bad html still supported < meta http-equiv='Content-Type'\n content=\"text/html; charset=utf-8\">",
      "\n            <head></head><body>\n            this isn't searched\n            <meta "
      "charset=\"utf-8\">\n        ",
      " Latin-1"};
  // Browsers, and section 4.4 of the MIME Sniffing standard, read a charset where w3lib wants none.
  const std::set<std::string> by_standard = {"text/html; charset=\"utf-8", "text/html; charset=\"utf-8\"x"};
  support::SuiteScore score("encoding: w3lib", 85);
  score.explain_the_rest(
      "w3lib deviates from the standard: content attributes without a pragma or in a broken tag, a stop at "
      "body, "
      "labels of its own; two headers with broken quotes count by the standard");
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
    const bool passed =
        found == (by_standard.contains(input) ? "utf-8" : support::conformance_bytes(each.at("expected")));
    CHECK((passed || apart.contains(input)));
    score.count(passed, function);
  }
  score.check();
}

TEST_CASE("the prescan cases of html5lib pass") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  support::SuiteScore score("encoding: prescan", 95);
  for (const auto& each : support::conformance_cases(*suite / "prescan.json")) {
    const std::string id = each.at("id");
    CAPTURE(id);
    const std::string body = support::conformance_bytes(each.at("body"));
    if (body.starts_with("\xEF\xBB\xBF")) continue;  // the prescan does not read byte order marks
    std::string found(page::encoding_of_meta(body));
    if (found.empty()) found = "windows-1252";
    for (char& c : found) c = static_cast<char>(std::tolower(c));
    score.count(found == each.at("encoding"), id);
  }
  score.check();
}
