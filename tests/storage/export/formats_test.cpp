#include "storage/export/formats.hpp"

#include <limits>
#include <sstream>

#include <doctest/doctest.h>

using namespace trawl::storage;

namespace {

std::string written(Format format, const std::vector<std::string>& names,
                    const std::vector<std::vector<Value>>& rows, int width = 0) {
  std::ostringstream out;
  const auto sink = format_sink(format, out, width);
  sink->columns(names);
  for (const auto& row : rows) sink->row(row);
  sink->end();
  return out.str();
}

Value text(const std::string& value) {
  return value;
}
Value integer(std::int64_t value) {
  return value;
}

}  // namespace

TEST_CASE("formats have names") {
  CHECK(format_named("jsonl") == Format::jsonl);
  CHECK_FALSE(format_named("xml").has_value());
}

TEST_CASE("csv quotes as RFC 4180 asks, and disarms what a spreadsheet would run") {
  const std::pair<Value, const char*> cases[] = {
      {text("plain"), "plain"},
      {text("a,b"), "\"a,b\""},
      {text("say \"x\""), "\"say \"\"x\"\"\""},
      {text("two\nlines"), "\"two\nlines\""},
      {text("=1+1"), "\"'=1+1\""},
      {text("@SUM(A1)"), "\"'@SUM(A1)\""},
      {text("-1"), "\"'-1\""},
      {text("+1"), "\"'+1\""},
      {text("\t=1+1"), "\"'\t=1+1\""},
      {text("\r=1+1"), "\"'\r=1+1\""},
      {text("a=1"), "a=1"},
      {integer(-1), "-1"},
      {2.5, "2.5"},
      {std::monostate{}, ""},
      {Blob{"\x01\xff"}, "01ff"},
  };
  for (const auto& [value, expected] : cases)
    CHECK(written(Format::csv, {"c", "d"}, {{value, integer(0)}}) ==
          "c,d\r\n" + std::string(expected) + ",0\r\n");
}

TEST_CASE("raw csv quotes too, but leaves what a spreadsheet would run as it is") {
  CHECK(format_named("csv-raw") == Format::csv_raw);
  CHECK(written(Format::csv_raw, {"c"}, {{text("=1+1")}, {text("-1")}, {text("a,b")}}) ==
        "c\r\n=1+1\r\n-1\r\n\"a,b\"\r\n");
}

TEST_CASE("no format writes what could command a terminal to one, and each stays what it is elsewhere") {
  const std::string hostile = "a\x1b[31m\u009b2J\u202e\x7f\n";
  const std::vector<std::vector<Value>> rows{{text(hostile)}};
  const auto commands = [](const std::string& out) {
    return out.find_first_of("\x1b\x7f") != std::string::npos || out.find("\u009b") != std::string::npos ||
           out.find("\u202e") != std::string::npos;
  };
  for (const auto format : {Format::table, Format::csv, Format::csv_raw, Format::json, Format::jsonl})
    CHECK_FALSE(commands(written(format, {hostile}, rows, 80)));
  CHECK_FALSE(commands(written(Format::plain, {hostile}, rows)));
  CHECK(written(Format::csv, {"t"}, rows) == "t\r\n\"" + hostile + "\"\r\n");
  CHECK(written(Format::csv, {"t"}, rows, 80) == "t\r\na\\x1b[31m\\x9b2J\\u202e\\x7f\\n\r\n");
  CHECK(written(Format::jsonl, {"t"}, rows, 80) == R"({"t":"a\u001b[31m\u009b2J\u202e\u007f\n"})"
                                                   "\n");
}

TEST_CASE("plain rows have a tab between cells and no padding") {
  CHECK(written(Format::plain, {"name", "n"},
                {{text("long name"), integer(5)}, {text("a\tb"), std::monostate{}}}) ==
        "name\tn\nlong name\t5\na\\tb\t\n");
}

TEST_CASE("json is an array of objects, jsonl one object a line") {
  const std::vector<std::vector<Value>> rows{{integer(1), text("a\"\n\x1b\xff")}, {std::monostate{}, 0.5}};
  CHECK(written(Format::json, {"n", "t"}, rows) ==
        "[\n{\"n\":1,\"t\":\"a\\\"\\n\\u001b\xEF\xBF\xBD\"},\n{\"n\":null,\"t\":0.5}\n]\n");
  CHECK(written(Format::jsonl, {"n", "t"}, rows) ==
        "{\"n\":1,\"t\":\"a\\\"\\n\\u001b\xEF\xBF\xBD\"}\n{\"n\":null,\"t\":0.5}\n");
  CHECK(written(Format::json, {"n"}, {}) == "[]\n");
}

TEST_CASE("json has no infinity and no repeated key") {
  CHECK(written(Format::jsonl, {"url", "url"}, {{std::numeric_limits<double>::infinity(), integer(2)}}) ==
        "{\"url\":null,\"url_2\":2}\n");
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(written(Format::jsonl, {"a", "b"}, {{-infinity, std::numeric_limits<double>::quiet_NaN()}}) ==
        "{\"a\":null,\"b\":null}\n");
  CHECK(written(Format::jsonl, {"a", "a_2", "a"}, {{integer(1), integer(2), integer(3)}}) ==
        "{\"a\":1,\"a_2\":2,\"a_3\":3}\n");
}

TEST_CASE("a table aligns text left and numbers right, and counts wide characters double") {
  CHECK(written(Format::table, {"name", "n"}, {{text("日本"), integer(5)}, {text("ab"), integer(10)}}) ==
        "name  n\n----  --\n日本   5\nab    10\n");
}

TEST_CASE("a table shows no control characters") {
  CHECK(written(Format::table, {"t"}, {{text("a\x1b[31m\u202eb\n")}}) ==
        "t\n------------------\na\\x1b[31m\\u202eb\\n\n");
}

TEST_CASE("a table that is too wide narrows its widest column") {
  const auto table = written(Format::table, {"url", "n"}, {{text(std::string(50, 'u')), integer(12345)}}, 20);
  CHECK(table == "url            n\n-------------  -----\nuuuuuuuuuuuu…  12345\n");
}

TEST_CASE("a URL that is too wide is cut in the middle") {
  const std::string url = "https://example.org/shop/boats/wooden/12345.html";
  CHECK(written(Format::table, {"url", "n"}, {{text(url), integer(1)}}, 30) ==
        "url                          n\n---------------------------  -\nhttps://examp…en/12345.html  1\n");
}

TEST_CASE("rows after those that set the widths are written as they come") {
  std::ostringstream out;
  const auto sink = format_sink(Format::table, out);
  sink->columns({"n"});
  for (std::int64_t i = 0; i < 300; ++i) sink->row(std::vector<Value>{integer(i)});
  CHECK(out.str().find("\n299\n") != std::string::npos);
}
