#include "scraper/extract/values/date_tokens.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "fetch/text/loose_clock.hpp"
#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

using Kind = DateToken::Kind;
using Word = std::u32string_view;

/// The text without what is in brackets, if digits are left then.
std::u32string without_remarks(const std::u32string& text) {
  std::u32string kept;
  std::size_t depth = 0;
  for (const char32_t c : text) {
    if (c == U'(' || c == U'[') ++depth;
    if (depth == 0) kept += c;
    if ((c == U')' || c == U']') && depth > 0 && --depth == 0) kept += U' ';
  }
  return depth == 0 && std::any_of(kept.begin(), kept.end(), is_digit) ? kept : text;
}

Kind kind_of(char32_t c) {
  if (is_digit(c)) return Kind::number;
  return is_letter(c) ? Kind::word : Kind::sign;
}

bool is_one_of(const DateToken& token, const auto& words) {
  return token.kind == Kind::word && std::find(words.begin(), words.end(), Word(token.text)) != words.end();
}

constexpr std::array kHourWords = std::to_array<Word>(
    {U"h", U"hs", U"uhr", U"heures", U"heure", U"horas", U"hora", U"uur", U"时", U"時", U"点", U"點", U"시"});
constexpr std::array kMinuteWords = std::to_array<Word>({U"m", U"min", U"分", U"분"});
constexpr std::array kSecondWords = std::to_array<Word>({U"s", U"sec", U"秒", U"초"});
/// Words before a clock with points: "kl. 14.30".
constexpr std::array kClockWords = std::to_array<Word>({U"um", U"kl", U"klo", U"ore", U"alle", U"às"});
constexpr std::array kEveningWords = std::to_array<Word>({U"下午", U"午後", U"오후", U"晚上"});

class ClockReader {
 public:
  explicit ClockReader(std::vector<DateToken>& tokens) : tokens_(tokens) {}

  FoundClock read() {
    FoundClock found;
    for (std::size_t at = 0; at < tokens_.size();) {
      DateClock clock;
      std::size_t end = at;
      if (!read_digits(end, clock)) {
        ++at;
        continue;
      }
      found.has_failed = found.is_found || clock.hour > 24 || clock.minute > 59 || clock.second > 60 ||
                         (clock.hour == 24 && (clock.minute != 0 || clock.second != 0));
      if (found.has_failed) return found;
      read_zone(end, clock);
      for (; at < end; ++at) tokens_[at].is_used = true;
      found.is_found = true;
      found.clock = clock;
    }
    return found;
  }

 private:
  const DateToken& at(std::size_t index) const {
    static const DateToken none = [] {
      DateToken token;
      token.text = U" ";
      return token;
    }();
    return index < tokens_.size() ? tokens_[index] : none;
  }
  /// Whether a number of so many digits follows a sign without a space.
  bool is_joined(std::size_t index, char32_t sign, std::size_t digits) const {
    return at(index).is_sign(sign) && !at(index).is_apart && at(index + 1).digits() == digits &&
           !at(index + 1).is_apart;
  }

  /// Moves `end` behind a time that begins there, if one does.
  bool read_digits(std::size_t& end, DateClock& clock) const {
    constexpr std::array kForms{&ClockReader::read_compact, &ClockReader::read_pointed,
                                &ClockReader::read_worded, &ClockReader::read_colons,
                                &ClockReader::read_hour};
    for (const auto form : kForms) {
      std::size_t next = end;
      clock = DateClock();
      if (!(this->*form)(next, clock)) continue;
      end = next;
      return true;
    }
    return false;
  }

  /// "T1430", "T143005", "T14" directly behind a date.
  bool read_compact(std::size_t& end, DateClock& clock) const {
    const DateToken& digits = at(end + 1);
    if (end == 0 || !at(end).is_word(U"t") || at(end - 1).digits() == 0 || at(end).is_apart ||
        digits.is_apart)
      return false;
    if ((digits.digits() != 2 && digits.digits() != 4 && digits.digits() != 6) || at(end + 2).is_sign(U':'))
      return false;
    int value = digits.value();
    if (digits.digits() == 6) {
      clock.second = value % 100;
      value /= 100;
    }
    clock.minute = digits.digits() > 2 ? value % 100 : 0;
    clock.hour = digits.digits() > 2 ? value / 100 : value;
    end += 2;
    read_fraction(end, clock);
    return true;
  }

  /// "14:30", "14:30:05.25", "2:30 p.m."
  bool read_colons(std::size_t& end, DateClock& clock) const {
    if (!is_short(end) || !is_joined(end + 1, U':', 2)) return false;
    clock.hour = at(end).value();
    clock.minute = at(end + 2).value();
    const std::size_t first = end;
    end += 3;
    if (is_joined(end, U':', 2)) {
      clock.second = at(end + 1).value();
      end += 2;
      read_fraction(end, clock);
    }
    const std::size_t before = first == 0 ? 0 : first - 1;
    if (first > 0 && is_one_of(at(before), kEveningWords)) clock.hour += clock.hour < 12 ? 12 : 0;
    return read_half(end, clock);
  }

  /// "14.30 Uhr", "kl. 14.30", "2.30pm"
  bool read_pointed(std::size_t& end, DateClock& clock) const {
    if (!is_short(end) || !is_joined(end + 1, U'.', 2) || is_joined(end + 3, U'.', 4)) return false;
    clock.hour = at(end).value();
    clock.minute = at(end + 2).value();
    std::size_t next = end + 3;
    if (is_joined(next, U'.', 2)) {
      clock.second = at(next + 1).value();
      next += 2;
    }
    std::size_t before = end;
    if (before > 0 && at(before - 1).is_sign(U'.')) --before;
    const bool has_word = before > 0 && is_one_of(at(before - 1), kClockWords);
    const std::size_t unhalved = next;
    if (!read_half(next, clock)) return false;
    if (!has_word && next == unhalved && !is_one_of(at(next), kHourWords)) return false;
    end = next;
    return true;
  }

  /// "14h30", "14 Uhr 30", "14時30分5秒"
  bool read_worded(std::size_t& end, DateClock& clock) const {
    if (!is_short(end) || !is_one_of(at(end + 1), kHourWords)) return false;
    clock.hour = at(end).value();
    if (end > 0 && is_one_of(at(end - 1), kEveningWords)) clock.hour += clock.hour < 12 ? 12 : 0;
    end += 2;
    const bool has_minutes =
        at(end).digits() == 2 && (!at(end).is_apart || is_one_of(at(end + 1), kMinuteWords));
    const bool has_short_minutes = at(end).digits() == 1 && is_one_of(at(end + 1), kMinuteWords);
    if (!has_minutes && !has_short_minutes) return true;
    clock.minute = at(end++).value();
    if (is_one_of(at(end), kMinuteWords)) ++end;
    if (is_short(end) && is_one_of(at(end + 1), kSecondWords)) {
      clock.second = at(end).value();
      end += 2;
    }
    return true;
  }

  /// "2 pm"
  bool read_hour(std::size_t& end, DateClock& clock) const {
    if (!is_short(end)) return false;
    clock.hour = at(end).value();
    std::size_t next = end + 1;
    if (!read_half(next, clock) || next == end + 1) return false;
    end = next;
    return true;
  }

  bool is_short(std::size_t index) const {
    return (at(index).digits() == 1 || at(index).digits() == 2) && !at(index).is_used;
  }

  void read_fraction(std::size_t& end, DateClock& clock) const {
    const bool has_one = at(end).is_sign(U'.') || at(end).is_sign(U',');
    if (!has_one || at(end).is_apart || at(end + 1).is_apart || at(end + 1).digits() == 0) return;
    for (const char32_t digit : at(end + 1).text) clock.fraction += static_cast<char>(digit);
    while (clock.fraction.ends_with('0')) clock.fraction.pop_back();
    end += 2;
  }

  /// Takes "pm" or "a.m." if it is there. False for an hour that is not on a 12-hour clock.
  bool read_half(std::size_t& end, DateClock& clock) const {
    std::size_t next = end;
    char32_t half = 0;
    if (at(next).is_word(U"am") || at(next).is_word(U"pm")) {
      half = at(next++).text[0];
    } else if ((at(next).is_word(U"a") || at(next).is_word(U"p")) && at(next + 1).is_sign(U'.') &&
               at(next + 2).is_word(U"m")) {
      half = at(next).text[0];
      next += at(next + 3).is_sign(U'.') ? 4 : 3;
    }
    if (half == 0) return true;
    constexpr int kNoon = 12;
    if (half == U'a' && clock.hour > kNoon) return true;  // "14:30 am 3. März"
    if (half == U'p' && clock.hour == 0) return false;
    if (half == U'a') clock.hour %= kNoon;
    if (half == U'p' && clock.hour < kNoon) clock.hour += kNoon;
    end = next;
    return true;
  }

  /// "Z", "EST", "+0100", "-05:00", "GMT+1", "UTC"
  void read_zone(std::size_t& end, DateClock& clock) const {
    std::size_t next = end;
    bool has_name = false;
    if (at(next).kind == Kind::word) {
      std::string name;
      for (const char32_t c : at(next).text) name += c < 0x80 ? static_cast<char>(c) : '?';
      const auto offset = text::zone_offset(name);
      if (!offset) return;
      clock.has_zone = has_name = true;
      clock.offset = *offset;
      end = ++next;
      if (*offset != 0) return;
    }
    const bool is_west = at(next).is_sign(U'-');
    if ((!is_west && !at(next).is_sign(U'+')) || at(next + 1).is_apart) return;
    const DateToken& digits = at(next + 1);
    int hours = 0, minutes = 0;
    std::size_t after = next + 2;
    if (digits.digits() == 4) {
      hours = digits.value() / 100;
      minutes = digits.value() % 100;
    } else if (digits.digits() == 2 || (digits.digits() == 1 && (has_name || is_joined(after, U':', 2)))) {
      hours = digits.value();
      if (is_joined(after, U':', 2)) {
        minutes = at(after + 1).value();
        after += 2;
      }
    } else {
      return;
    }
    constexpr int kMostHours = 15, kMostMinutes = 59;
    if (hours > kMostHours || minutes > kMostMinutes) return;
    clock.has_zone = true;
    clock.offset = (is_west ? -1 : 1) * (60 * hours + minutes);
    end = after;
  }

  std::vector<DateToken>& tokens_;
};

}  // namespace

int DateToken::value() const {
  int value = 0;
  for (const char32_t digit : text) value = value * 10 + static_cast<int>(digit - U'0');
  return value;
}

std::vector<DateToken> date_tokens(std::string_view text) {
  const std::u32string plain = lowered(without_remarks(plain_text(text)));
  std::vector<DateToken> tokens;
  bool is_apart = false;
  for (std::size_t at = 0; at < plain.size();) {
    if (plain[at] == U' ') {
      is_apart = true;
      ++at;
      continue;
    }
    DateToken token;
    token.kind = kind_of(plain[at]);
    token.is_apart = is_apart;
    is_apart = false;
    std::size_t end = at + 1;
    while (token.kind != Kind::sign && end < plain.size() && kind_of(plain[end]) == token.kind) ++end;
    token.text = plain.substr(at, end - at);
    at = end;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

FoundClock take_clock(std::vector<DateToken>& tokens) {
  return ClockReader(tokens).read();
}

}  // namespace trawl::extract
