#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// A number, a word or a sign of a date.
struct DateToken {
  enum class Kind { number, word, sign };
  DateToken() {}
  Kind kind = Kind::sign;
  std::u32string text;    ///< in lower case
  bool is_apart = false;  ///< a space stands before it
  bool is_used = false;   ///< by a part that was read
  std::size_t digits() const { return kind == Kind::number ? text.size() : 0; }
  /// Of a number of at most nine digits.
  int value() const;
  bool is_sign(char32_t sign) const { return kind == Kind::sign && text[0] == sign; }
  bool is_word(std::u32string_view word) const { return kind == Kind::word && text == word; }
};

/// The tokens of a text, without what stands in brackets where numbers stand outside of them, too: that says
/// nothing new ("(Central European Time)", "[Europe/Paris]", "(火)").
std::vector<DateToken> date_tokens(std::string_view text);

/// The time of day in a date.
struct DateClock {
  DateClock() {}
  int hour = 0, minute = 0, second = 0;
  std::string fraction;  ///< digits; "" for none
  bool has_zone = false;
  int offset = 0;  ///< of the zone from UTC, in minutes
};

/// Finds the one time of day with its zone and marks its tokens as used: "14:30:05.5+01:00", "2.30 pm EST",
/// "14h30", "14 Uhr", "T143005Z", "下午2:30". `has_failed` if there are two, or one that does not exist.
struct FoundClock {
  FoundClock() {}
  bool is_found = false, has_failed = false;
  DateClock clock;
};
FoundClock take_clock(std::vector<DateToken>& tokens);

}  // namespace trawl::extract
