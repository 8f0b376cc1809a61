#include "scraper/page/encoding/encoding_labels.hpp"

#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using page::encoding_of_label;

TEST_CASE("a label gives the name of its encoding") {
  CHECK(encoding_of_label("utf8") == "UTF-8");
  CHECK(encoding_of_label("latin1") == "windows-1252");
  CHECK(encoding_of_label("iso-8859-9") == "windows-1254");
  CHECK(encoding_of_label("gb2312") == "GBK");
  CHECK(encoding_of_label("iso-2022-kr") == "replacement");
}

TEST_CASE("case and blanks around a label do not matter") {
  CHECK(encoding_of_label("\t UTF-8\r\n") == "UTF-8");
  CHECK(encoding_of_label("KoI8-R") == "KOI8-R");
}

TEST_CASE("what is no label gives no encoding") {
  CHECK(encoding_of_label("") == "");
  CHECK(encoding_of_label("  ") == "");
  CHECK(encoding_of_label("utf-7") == "");
  CHECK(encoding_of_label("utf 8") == "");
  CHECK(encoding_of_label("\vutf-8") == "");
  CHECK(encoding_of_label(std::string(1000, 'a')) == "");
}

TEST_CASE("every label of the standard is known") {
  const auto suite = support::conformance_suite("encoding");
  if (!suite) return;
  const auto labels = support::conformance_cases(*suite / "labels.json");
  support::SuiteScore score("encoding: labels", 100);
  for (const auto& each : labels.items()) {
    CAPTURE(each.key());
    score.count(encoding_of_label(each.key()) == each.value().get<std::string>(), each.key());
  }
  CHECK(score.cases() == 228);
  score.check();
}
