#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "fetch/text/time.hpp"

/// What the readers of loose_date share.
namespace trawl::text {

/// The part of a date that was read so far. Unlike an HTTP date it has a zone, and its day may end at 24:00.
struct LooseMoment : CivilTime {
  int offset = 0;  ///< from UTC, in minutes
  bool has_day = false, has_clock = false;

  /// None for a day or a time of day that does not exist.
  std::optional<std::int64_t> epoch_seconds() const;
};

/// Reads a tidied date from its front. A copy looks ahead.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  char front() const { return rest_.empty() ? '\0' : rest_[0]; }
  bool is_ahead(std::string_view text) const { return rest_.starts_with(text); }
  bool take(std::string_view text) {
    if (!is_ahead(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  bool skip(std::string_view any_of) {
    const std::size_t before = rest_.size();
    rest_ = trimmed_front(rest_, any_of);
    return rest_.size() != before;
  }
  std::size_t digits() const { return std::min(rest_.find_first_not_of(kDigits), rest_.size()); }
  std::string_view word() const {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_letter);
    return rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  }
  /// The letters in front, of any language.
  std::string_view foreign_word() const {
    const auto end =
        std::find_if_not(rest_.begin(), rest_.end(), [](char c) { return is_letter(c) || c < 0; });
    return rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  }
  /// Takes `digits` digits. Requires: they are there, and at most nine.
  int number(std::size_t digits) {
    int value = 0;
    for (const char c : rest_.substr(0, digits)) value = value * 10 + (c - '0');
    rest_.remove_prefix(digits);
    return value;
  }
  /// Takes what comes before the next `end`, and that too.
  bool take_through(char end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    rest_.remove_prefix(at + 1);
    return true;
  }
  /// Takes a number of one or two digits.
  bool take_short(int& value) {
    if (digits() == 0 || digits() > 2) return false;
    value = number(digits());
    return true;
  }
  bool take_two_digits(int& value) { return digits() == 2 && take_short(value); }

 private:
  std::string_view rest_;
};

/// The text in lower case, with one space for each run of blanks and none around it.
std::string tidied_date(std::string_view text);

}  // namespace trawl::text
