#include "scraper/extract/values/value.hpp"

#include <cstdint>
#include <string>
#include <variant>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace trawl;

using extract::FieldType;

namespace {

const fetch::Url kBase = *fetch::Url::parse("https://shop.example/a/b?c#d");

extract::ReadValue read(std::string_view text, FieldType type, const std::string& locale = "") {
  extract::ValuePlace place;
  place.base = &kBase;
  place.fetched_at = 1710250200;
  return extract::read_value(text, type, locale, place);
}

/// "int 12", "real 1.5", "text x", "null", "bad".
std::string shown(const extract::ReadValue& read) {
  if (read.is_bad_type)
    return std::holds_alternative<std::monostate>(read.value) ? "bad" : "bad with a value";
  if (const auto* integer = std::get_if<std::int64_t>(&read.value)) return fmt::format("int {}", *integer);
  if (const auto* real = std::get_if<double>(&read.value)) return fmt::format("real {}", *real);
  if (const auto* text = std::get_if<std::string>(&read.value)) return "text " + *text;
  return "null";
}

struct Case {
  std::string_view text, wanted;
};

void check(FieldType type, std::initializer_list<Case> cases) {
  for (const Case& one : cases) {
    CAPTURE(one.text);
    CHECK(shown(read(one.text, type)) == one.wanted);
  }
}

}  // namespace

TEST_CASE("text stays as it is, without the blanks around it") {
  check(FieldType::text, {{" no ", "text no"},
                          {"012", "text 012"},
                          {"1.20", "text 1.20"},
                          {"\u00A0a  b\n c\t", "text a  b\n c"},
                          {" \n\u00A0", "null"},
                          {"", "null"}});
  check(FieldType::html, {{" <b>x</b> ", "text <b>x</b>"}, {"", "null"}});
}

TEST_CASE("numbers are real, ints are whole and fit into 64 bits") {
  check(FieldType::number,
        {{"1.234,56 €", "real 1234.56"}, {"12", "real 12"}, {"free", "bad"}, {"", "null"}});
  check(FieldType::integer, {{"1,234 reviews", "int 1234"},
                             {"1.234", "int 1234"},
                             {"12.0", "int 12"},
                             {"9223372036854775807", "int 9223372036854775807"},
                             {"9223372036854775808", "bad"},
                             {"12.5", "bad"},
                             {"twelve", "bad"}});
  CHECK(shown(read("1.234", FieldType::number, "de")) == "real 1234");
}

TEST_CASE("a number of JSON means what it says, whatever the locale") {
  const auto json = [](std::string_view text, FieldType type) {
    return shown(extract::read_value(text, type, "de", {}, extract::Writer::json_number));
  };
  CHECK(json("1.234", FieldType::number) == "real 1.234");
  CHECK(json("1e3", FieldType::integer) == "int 1000");
  CHECK(json("1.234", FieldType::integer) == "bad");
  CHECK(json("1.20", FieldType::text) == "text 1.20");
}

TEST_CASE("dates are ISO 8601 text") {
  check(FieldType::date, {{"12. März 2024", "text 2024-03-12"},
                          {"yesterday", "text 2024-03-11"},
                          {"soon", "bad"},
                          {"", "null"}});
  CHECK(shown(read("03/04/2024", FieldType::date, "en-US")) == "text 2024-03-04");
}

TEST_CASE("bools are 0 and 1") {
  for (const char* text : {"yes", "Yes", " TRUE ", "1", "on", "ja", "oui", "Sí", "да", "✓", "In stock",
                           "InStock", "https://schema.org/InStock", "http://schema.org/InStock"}) {
    CAPTURE(text);
    CHECK(shown(read(text, FieldType::boolean)) == "int 1");
  }
  for (const char* text : {"no", "FALSE", "0", "off", "nein", "non", "não", "нет", "✗", "Out of stock",
                           "sold out", "https://schema.org/OutOfStock", "Discontinued"}) {
    CAPTURE(text);
    CHECK(shown(read(text, FieldType::boolean)) == "int 0");
  }
  check(FieldType::boolean, {{"maybe", "bad"}, {"2", "bad"}, {"", "null"}, {"yesterday", "bad"}});
}

TEST_CASE("URLs are absolute") {
  check(FieldType::url, {{"x", "text https://shop.example/a/x"},
                         {"/x y", "text https://shop.example/x%20y"},
                         {"?q", "text https://shop.example/a/b?q"},
                         {"//other.example", "text https://other.example/"},
                         {"HTTP://Other.example/", "text http://other.example/"},
                         {"mailto:a@b.example", "text mailto:a@b.example"},
                         {"data:image/png;base64,AA==", "text data:image/png;base64,AA=="},
                         {"http://", "bad"},
                         {"", "null"}});
  CHECK(shown(extract::read_value("x", FieldType::url, "", {})) == "bad");
  CHECK(shown(extract::read_value("https://a.example/x", FieldType::url, "", {})) ==
        "text https://a.example/x");
}

TEST_CASE("JSON is JSON text") {
  check(FieldType::json, {{" {\"a\": [1, 2.50]} ", "text {\"a\": [1, 2.50]}"},
                          {"12", "text 12"},
                          {"{a: 1}", "bad"},
                          {"[1,]", "bad"},
                          {"hello", "bad"},
                          {"", "null"}});
}

TEST_CASE("locales are names of languages, with or without a country") {
  for (const char* name : {"de", "en", "en-US", "pt_BR", "de-CH", "zh-Hans-CN"}) {
    CAPTURE(name);
    CHECK(extract::is_locale(name));
  }
  for (const char* name : {"", "german", "xx", "d", "de de", "1"}) {
    CAPTURE(name);
    CHECK_FALSE(extract::is_locale(name));
  }
}
