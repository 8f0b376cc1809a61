// Input: the text of a field, read as each type.
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "fetch/text/loose_date.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/values/value.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;
using fuzz::require;

using extract::FieldType;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string text = text::clean_utf8(bytes);
  static const fetch::Url base = *fetch::Url::parse("https://a.example/b/c?d");
  extract::ValuePlace place;
  place.base = &base;
  place.fetched_at = 1710250200;
  for (const char* locale : {"", "de", "en-US", "ja"}) {
    for (const FieldType type :
         {FieldType::integer, FieldType::number, FieldType::date, FieldType::boolean}) {
      const extract::ReadValue read = extract::read_value(text, type, locale, place);
      const bool is_null = std::holds_alternative<std::monostate>(read.value);
      require(!read.is_bad_type || is_null, "what is of a bad type is NULL");
      if (is_null) continue;
      if (type == FieldType::number)
        require(std::isfinite(std::get<double>(read.value)), "a number is finite");
      if (type == FieldType::integer || type == FieldType::boolean) std::get<std::int64_t>(read.value);
      if (type == FieldType::date) {
        const std::string& date = std::get<std::string>(read.value);
        require(text::parse_loose_date(date).has_value(), "a date is one for others, too");
        const extract::ReadValue again = extract::read_value(date, type, locale, place);
        require(again.value == read.value, "a date is read the same again");
      }
    }
  }
  extract::read_value(text, FieldType::url, "", place);
  extract::read_value(text, FieldType::number, "", place, extract::Writer::json_number);
  return 0;
}
