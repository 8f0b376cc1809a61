#include "scraper/cli/spider/url_range.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

using Choices = std::vector<std::string>;

[[noreturn]] void refuse(std::string_view range) {
  throw std::invalid_argument(fmt::format(
      "'{{{}}}' is no range; write {{1..50}}, {{1..50..5}} or {{a,b}}; a brace of the URL is %7B", range));
}

[[noreturn]] void refuse_number(std::size_t most) {
  throw std::invalid_argument(fmt::format("it has more than {} URLs", most));
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kFarthest = 1'000'000'000'000;
  const bool is_whole = end.ec == std::errc() && end.ptr == text.data() + text.size();
  return is_whole && number >= -kFarthest && number <= kFarthest ? std::optional(number) : std::nullopt;
}

/// How many digits a number is written with, if it has leading zeros; else 0.
std::size_t padding(std::string_view number) {
  const std::string_view digits = number.substr(number.starts_with('-') ? 1 : 0);
  return digits.size() > 1 && digits[0] == '0' ? number.size() : 0;
}

/// Throws if there would be too many.
Choices count(std::int64_t first, std::int64_t last, std::int64_t step, std::size_t most,
              const auto& text_of) {
  const std::int64_t distance = last > first ? last - first : first - last;
  if (static_cast<std::uint64_t>(distance / step) >= most) refuse_number(most);
  Choices choices;
  for (std::int64_t done = 0; done <= distance; done += step)
    choices.push_back(text_of(last > first ? first + done : first - done));
  return choices;
}

Choices choices_of(std::string_view range, std::size_t most) {
  Choices choices;
  const std::size_t dots = range.find("..");
  if (dots == range.npos) {
    if (range.find(',') == range.npos) refuse(range);
    for (std::string_view rest = range; choices.size() <= most;) {
      const bool is_last = rest.find(',') == rest.npos;
      choices.emplace_back(text::take_until(rest, ','));
      if (is_last) break;
    }
    return choices;
  }
  const std::string_view first = range.substr(0, dots);
  std::string_view last = range.substr(dots + 2);
  std::int64_t step = 1;
  if (const std::size_t second = last.find(".."); second != last.npos) {
    const auto given = whole(last.substr(second + 2));
    if (!given || *given == 0) refuse(range);
    step = std::max(*given, -*given);
    last = last.substr(0, second);
  }
  const bool are_letters =
      first.size() == 1 && last.size() == 1 && text::is_letter(first[0]) && text::is_letter(last[0]);
  if (are_letters) {
    return count(first[0], last[0], step, most,
                 [](std::int64_t letter) { return std::string(1, static_cast<char>(letter)); });
  }
  const auto from = whole(first), to = whole(last);
  if (!from || !to) refuse(range);
  const std::size_t width = std::max(padding(first), padding(last));
  return count(*from, *to, step, most,
               [width](std::int64_t number) { return fmt::format("{:0{}}", number, width); });
}

/// Puts each choice behind each text.
void append(std::vector<std::string>& texts, const Choices& choices, std::size_t most) {
  constexpr std::size_t kMostBytes = 128 << 20;
  if (choices.size() > most / texts.size()) refuse_number(most);
  const std::size_t length = texts.back().size() + choices.back().size();
  if (length > kMostBytes / (texts.size() * choices.size()))
    throw std::invalid_argument("its URLs have more than 128 MiB");
  std::vector<std::string> longer;
  longer.reserve(texts.size() * choices.size());
  for (const std::string& text : texts) {
    for (const std::string& choice : choices) longer.push_back(text + choice);
  }
  texts = std::move(longer);
}

}  // namespace

std::vector<std::string> expand_ranges(std::string_view pattern, std::size_t most) {
  if (pattern.find('{') == pattern.npos)
    throw std::invalid_argument("it has no range such as {1..50}; a single URL needs no 'range'");
  std::vector<std::string> texts{""};
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    append(texts, {std::string(pattern.substr(0, open))}, most);
    if (open == pattern.npos) break;
    const std::size_t close = pattern.find('}', open);
    if (close == pattern.npos) throw std::invalid_argument("a '}' is missing");
    append(texts, choices_of(pattern.substr(open + 1, close - open - 1), most), most);
    pattern = pattern.substr(close + 1);
  }
  return texts;
}

}  // namespace trawl::cli
