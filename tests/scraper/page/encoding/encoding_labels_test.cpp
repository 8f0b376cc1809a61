#include "scraper/page/encoding/encoding_labels.hpp"

#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using page::encoding_of_label;

TEST_CASE("a label gives the name of its encoding") {
  CHECK(encoding_of_label("utf8") == "UTF-8");
  CHECK(encoding_of_label("latin1") == "windows-1252");
  CHECK(encoding_of_label("iso-8859-9") == "windows-1254");
  CHECK(encoding_of_label("gb2312") == "GBK");
  CHECK(encoding_of_label("iso-2022-kr") == "replacement");
}

TEST_CASE("case and whitespace around a label do not matter") {
  CHECK(encoding_of_label("\t UTF-8\r\n") == "UTF-8");
  CHECK(encoding_of_label("KoI8-R") == "KOI8-R");
}

TEST_CASE("other names give no encoding") {
  CHECK(encoding_of_label("") == "");
  CHECK(encoding_of_label("  ") == "");
  CHECK(encoding_of_label("utf-7") == "");
  CHECK(encoding_of_label("utf 8") == "");
  CHECK(encoding_of_label("\vutf-8") == "");
  CHECK(encoding_of_label(std::string(1000, 'a')) == "");
}
