#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/text/time.hpp"
#include "fetch/url/url.hpp"
#include "scraper/extract/item.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// What the page says about the values on it.
struct ValuePlace {
  ValuePlace() {}
  const fetch::Url* base = nullptr;              ///< for type url; null: only absolute URLs are read
  std::optional<text::EpochSeconds> fetched_at;  ///< for "3 days ago"; none: such a date is not read
};

/// A value, or why there is none.
struct ReadValue {
  ReadValue() {}
  ReadValue(Value read) : value(std::move(read)) {}
  Value value;
  bool is_bad_type = false;  ///< there was text, but not of that type; then the value is NULL
};

/// Who wrote a text: for a JSON number "1.234" there is no doubt, whatever the locale.
enum class Writer : std::uint8_t { person, json_number };

/// What a field's text becomes. Blanks around it never count, and text that is empty then is NULL, without
/// being of a bad type.
///   text     as it is
///   int      a number without a fraction (see number_reader) within 64 bits
///   number   see number_reader
///   date     ISO 8601 text (see date_reader)
///   bool     1 for yes, true, on, 1, "in stock", https://schema.org/InStock, …; 0 for their opposites
///   url      absolute; other schemes than http and https (mailto:, data:) stay as they are
///   html     as it is
///   json     JSON text as it is, if it is JSON
/// `locale` ("de", "en-US", "" for none) settles what is in doubt: "1.234", "03/04/2024".
/// Thread: any.
ReadValue read_value(std::string_view text, FieldType type, const std::string& locale,
                     const ValuePlace& place, Writer writer = Writer::person);

/// Whether `name` names a language that is known: "de", "de-CH", "pt_BR".
bool is_locale(const std::string& name);

}  // namespace trawl::extract
