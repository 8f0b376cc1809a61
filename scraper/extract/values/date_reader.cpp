#include "scraper/extract/values/date_reader.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/values/calendar_date.hpp"
#include "scraper/extract/values/date_tokens.hpp"
#include "scraper/extract/values/relative_date.hpp"

namespace trawl::extract {
namespace {

using namespace std::chrono;

std::string day_text(const CalendarDate& date) {
  std::string text = fmt::format("{:04}", date.year);
  if (date.month != 0) text += fmt::format("-{:02}", date.month);
  if (date.day != 0) text += fmt::format("-{:02}", date.day);
  return text;
}

CalendarDate day_of(sys_seconds moment) {
  const year_month_day date(floor<days>(moment));
  CalendarDate day;
  day.year = static_cast<int>(date.year());
  day.month = static_cast<int>(static_cast<unsigned>(date.month()));
  day.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return day;
}

/// The moment as ISO 8601 text, without a zone.
std::string moment_text(sys_seconds moment, const std::string& fraction) {
  const hh_mm_ss clock(moment - floor<days>(moment));
  return day_text(day_of(moment)) + fmt::format("T{:02}:{:02}:{:02}{}{}", clock.hours().count(),
                                                clock.minutes().count(), clock.seconds().count(),
                                                fraction.empty() ? "" : ".", fraction);
}

std::string with_clock(const CalendarDate& date, const DateClock& clock) {
  const sys_days midnight = year_month_day(year(date.year), month(static_cast<unsigned>(date.month)),
                                           day(static_cast<unsigned>(date.day)));
  const sys_seconds moment =
      midnight + hours(clock.hour) + minutes(clock.minute - clock.offset) + seconds(clock.second);
  return moment_text(moment, clock.fraction) + (clock.has_zone ? "Z" : "");
}

/// "1710250200", "1710250200.5", "1710250200000".
std::optional<std::string> epoch_text(std::string_view text) {
  constexpr std::size_t kSeconds = 10, kMilliseconds = 13;
  const std::size_t digits = std::min(text.find_first_not_of(text::kDigits), text.size());
  std::string fraction;
  if (digits == kMilliseconds && text.size() == digits) {
    fraction = text.substr(kSeconds);
  } else if (digits == kSeconds && text.size() > digits + 1 && text[digits] == '.') {
    fraction = text.substr(digits + 1);
    if (!text::is_number(fraction)) return std::nullopt;
  } else if (digits != kSeconds || text.size() != digits) {
    return std::nullopt;
  }
  while (fraction.ends_with('0')) fraction.pop_back();
  std::int64_t value = 0;
  for (const char c : text.substr(0, kSeconds)) value = value * 10 + (c - '0');
  return moment_text(sys_seconds(seconds(value)), fraction) + "Z";
}

/// "20240312143005", which is a date and a time in one number.
void split_compact(std::vector<DateToken>& tokens) {
  constexpr std::size_t kDateDigits = 8;
  if (tokens.size() != 1 || (tokens[0].digits() != 12 && tokens[0].digits() != 14)) return;
  DateToken joint, clock;
  joint.kind = DateToken::Kind::word;
  joint.text = U"t";
  clock.kind = DateToken::Kind::number;
  clock.text = tokens[0].text.substr(kDateDigits);
  tokens[0].text.resize(kDateDigits);
  tokens.push_back(joint);
  tokens.push_back(clock);
}

/// Numbers of other things that pages write beside a date: "5 min read", "12 comments".
bool are_all_read(const std::vector<DateToken>& tokens) {
  using Word = std::u32string_view;
  constexpr std::array kThings =
      std::to_array<Word>({U"min", U"mins", U"minute", U"minutes", U"minuten", U"comment", U"comments",
                           U"kommentare", U"kommentar", U"commentaires", U"comentarios", U"commenti",
                           U"views", U"reads", U"likes", U"replies", U"words", U"votes"});
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (tokens[at].digits() == 0 || tokens[at].is_used) continue;
    const Word next = at + 1 < tokens.size() ? Word(tokens[at + 1].text) : Word();
    if (std::find(kThings.begin(), kThings.end(), next) == kThings.end()) return false;
  }
  return true;
}

/// A date that is told by its distance from now, where the text has no other.
std::optional<std::string> read_relative(std::vector<DateToken> tokens, const std::string& locale,
                                         text::EpochSeconds now) {
  const auto date = take_relative_date(tokens, now);
  if (!date) return std::nullopt;
  const FoundClock clock = take_clock(tokens);
  const FoundCalendarDate calendar = take_calendar_date(tokens, locale);
  const bool has_other = calendar.is_found || calendar.has_failed || (date->has_clock && clock.is_found);
  if (has_other || clock.has_failed || !are_all_read(tokens)) return std::nullopt;
  if (date->has_clock) return moment_text(date->moment, "") + "Z";
  const CalendarDate day = day_of(date->moment);
  return clock.is_found ? with_clock(day, clock.clock) : day_text(day);
}

}  // namespace

std::optional<std::string> read_date(std::string_view text, const std::string& locale,
                                     std::optional<text::EpochSeconds> now) {
  constexpr std::size_t kLongest = 500;
  if (text.size() > kLongest) return std::nullopt;
  text = text::trimmed(text, text::kAsciiSpace);
  if (auto epoch = epoch_text(text)) return epoch;
  std::vector<DateToken> tokens = date_tokens(text);
  split_compact(tokens);
  if (now)
    if (auto relative = read_relative(tokens, locale, *now)) return relative;
  const FoundClock clock = take_clock(tokens);
  if (clock.has_failed) return std::nullopt;
  const FoundCalendarDate calendar = take_calendar_date(tokens, locale);
  if (!calendar.is_found || calendar.has_failed || !are_all_read(tokens)) return std::nullopt;
  if (!clock.is_found) return day_text(calendar.date);
  return calendar.date.day == 0 ? std::nullopt : std::optional(with_clock(calendar.date, clock.clock));
}

}  // namespace trawl::extract
