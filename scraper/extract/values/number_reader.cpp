#include "scraper/extract/values/number_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "scraper/extract/values/digit_groups.hpp"
#include "scraper/extract/values/locale_habits.hpp"
#include "scraper/extract/values/number_words.hpp"
#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

constexpr char32_t kDash = 0x2013;

/// One number in a text: where it stands, with what belongs to it, and its digits.
struct Found {
  std::size_t begin = 0, end = 0;
  std::size_t depth = 0;  ///< of brackets
  std::u32string currency;
  Decimal number;
};

class Reader {
 public:
  Reader(std::u32string text, const std::string& locale, bool is_whole)
      : text_(std::move(text)), is_whole_(is_whole) {
    const char32_t decimal = locale.empty() ? 0 : habits_of(locale).decimal_separator;
    if (decimal == U',') doubt_ = Doubt::comma_decimal;
    if (decimal == U'.') doubt_ = Doubt::point_decimal;
  }

  std::optional<Decimal> read() {
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text_.size();) {
      const char32_t c = text_[at];
      if (c == U'(' || c == U'[') ++depth;
      if ((c == U')' || c == U']') && depth > 0) --depth;
      if (!is_number_ahead(at)) {
        ++at;
        continue;
      }
      if (!found_.empty() && is_exponent_of_unit(at)) {
        ++at;
        continue;
      }
      Found next;
      next.begin = at;
      next.depth = depth;
      if (!read_one(next)) return std::nullopt;
      at = next.end;
      found_.push_back(std::move(next));
    }
    return chosen();
  }

 private:
  char32_t at(std::size_t index) const { return index < text_.size() ? text_[index] : U'\0'; }
  std::u32string_view from(std::size_t index) const {
    return std::u32string_view(text_).substr(std::min(index, text_.size()));
  }
  std::u32string_view between(std::size_t begin, std::size_t end) const {
    return from(begin).substr(0, end - begin);
  }
  bool is_dash(std::size_t index) const { return at(index) == U'-' || at(index) == kDash; }

  /// A digit, a point or comma in front of one ("$.99", but not "Rs.500"), or "½".
  bool is_number_ahead(std::size_t index) const {
    const char32_t c = text_[index];
    if (is_digit(c) || !fraction_digits(c).empty()) return true;
    if ((c != U'.' && c != U',') || !is_digit(at(index + 1))) return false;
    return index == 0 || !(is_letter(text_[index - 1]) || at(index - 1) == c);
  }

  /// The word that ends before `end`.
  std::u32string_view word_before(std::size_t end) const {
    std::size_t begin = end;
    while (begin > 0 && is_letter(text_[begin - 1])) --begin;
    return between(begin, end);
  }
  std::u32string_view word_at(std::size_t begin) const {
    std::size_t end = begin;
    while (is_letter(at(end))) ++end;
    return between(begin, end);
  }
  std::size_t after_spaces(std::size_t index) const {
    while (at(index) == U' ') ++index;
    return index;
  }

  /// "2" in "54 m2".
  bool is_exponent_of_unit(std::size_t index) const {
    const std::u32string_view word = word_before(index);
    return (text_[index] == U'2' || text_[index] == U'3') && !is_digit(at(index + 1)) && !word.empty() &&
           word.size() <= 2;
  }

  bool read_one(Found& one) {
    read_front(one);
    if (one.currency.empty() && is_word_attached(one.begin)) return false;
    std::size_t end = one.begin + digits_and_separators(from(one.begin));
    const std::size_t dash_end = end_of_decimal_dash(end);
    read_currency_behind(one, end, dash_end);
    const std::u32string_view digits = between(one.begin, end);
    if (!digits.empty()) {
      // What stands before ",–" is whole.
      const auto number = grouped_decimal(digits, dash_end != end ? Doubt::groups : doubt_of(one));
      if (!number) return false;
      const bool is_negative = one.number.is_negative;
      one.number = *number;
      one.number.is_negative = is_negative;
    } else {
      one.number.digits.assign(1, '0');
    }
    one.end = std::max(end, dash_end);
    return read_fraction(one) && read_exponent(one) && read_power(one);
  }

  /// Letters directly before a number make it part of a name ("A4", "iPhone15") in scripts with spaces.
  bool is_word_attached(std::size_t index) const {
    if (index == 0) return false;
    const char32_t before = text_[index - 1];
    return before == U'_' || is_cased(before) ||
           (before == U'-' && index > 1 && (is_cased(text_[index - 2]) || is_digit(text_[index - 2])));
  }

  /// The sign and the currency in front: "-$5", "$-5", "EUR -5", "R$ 5".
  void read_front(Found& one) {
    std::size_t index = one.begin;
    bool has_sign = take_sign(index);
    std::size_t front = index;
    while (front > 0 && (text_[front - 1] == U' ' || text_[front - 1] == U'.')) --front;
    if (front > 0 && is_currency_sign(text_[front - 1])) {
      one.currency.assign(1, text_[front - 1]);
      --front;
      const std::u32string_view country = word_before(front);  // "R$", "US$"
      if (country.size() <= 3) front -= country.size();
    } else if (const std::u32string_view word = word_before(front); is_currency_word(word)) {
      one.currency = word;
      front -= word.size();
    }
    if (!has_sign && !one.currency.empty()) has_sign = take_sign(front);
    one.number.is_negative = has_sign;
  }

  /// Whether a minus stands directly before `index`, which then moves before it. Between words it is a dash;
  /// with a space behind it, it is a sign only where nothing but ":" or the like comes before.
  bool take_sign(std::size_t& index) const {
    std::size_t sign = index;
    while (sign > 0 && text_[sign - 1] == U' ') --sign;
    if (sign == 0 || !is_dash(sign - 1)) return false;
    const bool is_apart = sign != index;
    --sign;
    std::size_t front = sign;
    while (front > 0 && text_[front - 1] == U' ') --front;
    const char32_t before = front == 0 ? U'\0' : text_[front - 1];
    const bool begins =
        before == 0 || before == U':' || before == U'=' || before == U'(' || is_currency_sign(before);
    const bool is_sign = begins || (!is_apart && front != sign);
    if (is_sign) index = sign;
    return is_sign;
  }

  /// Sets the currency; "12€50" is a number, too, whose digits are moved together.
  void read_currency_behind(Found& one, std::size_t& end, std::size_t dash_end) {
    const std::size_t next = after_spaces(dash_end);
    if (is_currency_sign(at(next))) {
      one.currency.assign(1, text_[next]);
      const bool has_cents = is_digit(at(end + 1)) && is_digit(at(end + 2)) && !is_digit(at(end + 3));
      const std::u32string_view whole = between(one.begin, end);
      if (next == end && has_cents && std::all_of(whole.begin(), whole.end(), is_digit)) {
        text_[end] = U'.';
        end += 3;
      }
    } else if (const std::u32string_view word = word_at(next); is_currency_word(word)) {
      one.currency = word;
    }
  }

  Doubt doubt_of(const Found& one) const {
    if (doubt_ != Doubt::english) return doubt_;
    const bool is_price = !one.currency.empty() && !has_three_decimals(one.currency);
    return is_whole_ || is_price ? Doubt::groups : doubt_;
  }

  /// The end of the dash for no cents, as in "12,–" and "12.-"; `end` if there is none.
  std::size_t end_of_decimal_dash(std::size_t end) const {
    if ((at(end) != U',' && at(end) != U'.' && at(end) != U':') || !is_dash(end + 1)) return end;
    std::size_t index = end + 1;
    while (is_dash(index)) ++index;
    return is_digit(at(index)) ? end : index;
  }

  /// "2½", and the minus of "12,50-".
  bool read_fraction(Found& one) const {
    const std::size_t index = at(one.end) == U' ' ? one.end + 1 : one.end;
    if (const std::string_view digits = fraction_digits(at(index)); !digits.empty()) {
      if (one.number.exponent != 0) return false;
      one.number.digits += digits;
      one.number.exponent = -static_cast<int>(digits.size());
      one.end = index + 1;
    } else if (at(one.end) == U'-' && one.end + 1 == text_.size() && one.number.exponent < 0) {
      one.number.is_negative = true;
      ++one.end;
    }
    return true;
  }

  /// "e3", "× 10^3", "x 10⁻³".
  bool read_exponent(Found& one) {
    std::size_t index = one.end;
    if (at(index) == U'e' || at(index) == U'E') {
      ++index;
    } else {
      index = after_spaces(index);
      if (std::u32string_view(U"×x*·").find(at(index)) == std::u32string_view::npos || at(index) == 0)
        return true;
      index = after_spaces(index + 1);
      if (at(index) != U'1' || at(index + 1) != U'0') return true;
      index += 2;
      if (at(index) == U'^')
        ++index;
      else if (superscript_digit(at(index)) < 0 && at(index) != U'⁻')
        return true;
    }
    const bool is_minus = at(index) == U'-' || at(index) == U'⁻';
    if (is_minus || at(index) == U'+') ++index;
    int value = 0;
    const std::size_t first = index;
    for (;; ++index) {
      const int digit =
          is_digit(at(index)) ? static_cast<int>(at(index) - U'0') : superscript_digit(at(index));
      if (digit < 0) break;
      value = value * 10 + digit;
      if (index - first > 3) return false;
    }
    if (index == first) return true;
    one.number.exponent += is_minus ? -value : value;
    one.end = index;
    return true;
  }

  bool read_power(Found& one) const {
    const std::size_t next = after_spaces(one.end);
    const std::u32string_view word = word_at(next);
    const int power = power_of_ten(word, next == one.end);
    one.number.exponent += power;
    if (power != 0 && is_cased(word[0])) one.end = next + word.size();
    return true;
  }

  /// The one number that counts.
  std::optional<Decimal> chosen() {
    if (found_.empty()) return std::nullopt;
    const auto is_outside = [](const Found& one) { return one.depth == 0; };
    const bool has_outside = std::any_of(found_.begin(), found_.end(), is_outside);
    if (has_outside) std::erase_if(found_, [&](const Found& one) { return !is_outside(one); });
    if (found_.size() > 2 || (found_.size() == 2 && !is_ratio())) return std::nullopt;
    Found& one = found_[0];
    if (is_negative_in_brackets(one)) one.number.is_negative = true;
    if (one.number.digits.find_first_not_of('0') == std::string::npos) one.number.is_negative = false;
    return one.number;
  }

  /// "(12.50)", "($1,234)"; not "(128)" and "(4.5 stars)".
  bool is_negative_in_brackets(const Found& one) const {
    if (text_.front() != U'(' || text_.back() != U')') return false;
    for (std::size_t index = 1; index < text_.size(); ++index) {
      const std::u32string_view word = word_at(index);
      if (!word.empty() && !is_currency_word(word)) return false;
      index += word.size();
    }
    return one.number.exponent == -2 || !one.currency.empty();
  }

  /// "4.5/5", "4 out of 5 stars", "12,99 € / 100 g"; not "030/123".
  bool is_ratio() const {
    if (found_[0].number.digits.starts_with('0') && found_[0].number.exponent == 0) return false;
    const std::u32string middle = lowered(between(found_[0].end, found_[1].begin));
    if (middle.find(U'/') != std::u32string::npos) return true;
    for (std::size_t index = found_[0].end; index < found_[1].begin; ++index) {
      const bool begins = index == 0 || !is_letter(text_[index - 1]);
      if (begins && is_ratio_word(lowered(word_at(index)))) return true;
    }
    return false;
  }

  std::u32string text_;
  bool is_whole_;
  Doubt doubt_ = Doubt::english;
  std::vector<Found> found_;
};

}  // namespace

std::optional<Decimal> read_number(std::string_view text, const std::string& locale, bool is_whole) {
  constexpr std::size_t kLongest = 2'000;
  if (text.size() > kLongest) return std::nullopt;
  return Reader(plain_text(text), locale, is_whole).read();
}

}  // namespace trawl::extract
