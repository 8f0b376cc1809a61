#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/filters/filter_steps.hpp"
#include "scraper/extract/pattern_search.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/values/people_text.hpp"

namespace trawl::extract {
namespace {

using Texts = std::vector<std::string>;

std::string argument(const Filter& filter, std::size_t index, std::string_view otherwise = "") {
  return index < filter.arguments.size() ? filter.arguments[index] : std::string(otherwise);
}

PageBudget& budget_of(const FilterPlace& place, PageBudget& own) {
  return place.budget != nullptr ? *place.budget : own;
}

std::shared_ptr<const RE2> pattern_of(const Filter& filter) {
  RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<RE2>(argument(filter, 0), options);
  if (!pattern->ok())
    throw FilterError(
        fmt::format("the pattern of the filter \"{}\" cannot be read: {}", filter.name, pattern->error()));
  return pattern;
}

/// Removes any of `characters`, which are UTF-8, on both sides.
std::string_view without_edges(std::string_view text, std::string_view characters) {
  const auto is_one = [&](std::string_view character) {
    return characters.find(character) != std::string_view::npos;
  };
  while (!text.empty()) {
    const std::size_t bytes = text::first_code_point(text).bytes;
    if (!is_one(text.substr(0, bytes))) break;
    text.remove_prefix(bytes);
  }
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
    if (!is_one(text.substr(begin))) break;
    text = text.substr(0, begin);
  }
  return text;
}

FilterStep trim(const Filter& filter) {
  const std::string characters = argument(filter, 0);
  return on_each([characters](std::string text, const FilterPlace&) {
    return std::optional(
        std::string(characters.empty() ? text::trimmed_blanks(text) : without_edges(text, characters)));
  });
}

std::string folded_spaces(std::string_view text) {
  std::string folded;
  bool is_due = false;
  while (!text.empty()) {
    const text::CodePoint point = text::first_code_point(text);
    if (point.valid && is_white_space(point.value)) {
      is_due = true;
    } else {
      if (is_due && !folded.empty()) folded += ' ';
      is_due = false;
      folded += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return folded;
}

FilterStep replace(const Filter& filter) {
  const std::string from = argument(filter, 0), to = argument(filter, 1);
  if (from.empty()) throw FilterError("the filter \"replace\" needs a text to replace");
  return on_each([from, to](std::string text, const FilterPlace&) -> std::optional<std::string> {
    std::string result;
    std::size_t at = 0;
    for (std::size_t next; (next = text.find(from, at)) != std::string::npos; at = next + from.size()) {
      result.append(text, at, next - at).append(to);
      if (result.size() > kMostFilteredBytes) return std::nullopt;
    }
    return result.append(text, at);
  });
}

FilterStep substitute(const Filter& filter) {
  const auto pattern = pattern_of(filter);
  const std::string to = argument(filter, 1);
  std::string error;
  if (!pattern->CheckRewriteString(to, &error))
    throw FilterError("the replacement of the filter \"sub\" cannot be read: " + error);
  return on_each([pattern, to](std::string text, const FilterPlace& place) -> std::optional<std::string> {
    PageBudget own;
    return replaced(*pattern, text, to, Replaced::all, kMostFilteredBytes, budget_of(place, own));
  });
}

FilterStep regex(const Filter& filter) {
  const auto pattern = pattern_of(filter);
  return on_each([pattern](std::string text, const FilterPlace& place) -> std::optional<std::string> {
    PageBudget own;
    const auto match = PatternSearch(*pattern, text, budget_of(place, own)).next();
    if (!match || match->data() == nullptr) return std::nullopt;
    return std::string(*match);
  });
}

void split_at_spaces(std::string_view text, Texts& parts) {
  const std::string folded = folded_spaces(text);
  for (std::string_view rest = folded; !rest.empty() && parts.size() < kMostFilteredTexts;)
    parts.emplace_back(text::take_until(rest, ' '));
}

FilterStep split(const Filter& filter) {
  const std::string separator = argument(filter, 0);
  return on_all([separator](Texts texts, const FilterPlace&) {
    Texts parts;
    for (const std::string& text : texts) {
      if (separator.empty()) {
        split_at_spaces(text, parts);
        continue;
      }
      std::size_t at = 0;
      for (std::size_t next; (next = text.find(separator, at)) != std::string::npos;
           at = next + separator.size())
        if (parts.size() < kMostFilteredTexts) parts.push_back(text.substr(at, next - at));
      parts.push_back(text.substr(at));
    }
    return parts;
  });
}

FilterStep join(const Filter& filter) {
  const std::string separator = argument(filter, 0, " ");
  return on_all([separator](Texts texts, const FilterPlace&) {
    if (texts.empty()) return texts;
    std::string joined = std::move(texts[0]);
    for (std::size_t i = 1; i < texts.size() && joined.size() <= kMostFilteredBytes; ++i)
      joined.append(separator).append(texts[i]);
    return Texts{std::move(joined)};
  });
}

std::int64_t whole_number(const Filter& filter, std::size_t index, std::int64_t otherwise) {
  if (index >= filter.arguments.size()) return otherwise;
  const std::string& text = filter.arguments[index];
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw FilterError(fmt::format("the filter \"{}\" takes whole numbers, not \"{}\"", filter.name, text));
  return value;
}

/// As in Python: negative numbers count from the end.
FilterStep slice(const Filter& filter) {
  const std::int64_t start = whole_number(filter, 0, 0), stop = whole_number(filter, 1, INT32_MAX);
  return on_all([start, stop](Texts texts, const FilterPlace&) {
    const auto size = static_cast<std::int64_t>(texts.size());
    const auto place = [size](std::int64_t at) {
      return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
    };
    const std::int64_t begin = place(start), end = std::max(place(stop), begin);
    return Texts(texts.begin() + begin, texts.begin() + end);
  });
}

}  // namespace

FilterStep text_step(const Filter& filter) {
  const std::string& name = filter.name;
  if (name == "trim") return trim(filter);
  if (name == "fold")
    return on_each([](std::string text, const FilterPlace&) { return std::optional(folded_spaces(text)); });
  if (name == "lower")
    return on_each([](std::string text, const FilterPlace&) { return std::optional(lower_case(text)); });
  if (name == "upper")
    return on_each([](std::string text, const FilterPlace&) { return std::optional(upper_case(text)); });
  if (name == "replace") return replace(filter);
  if (name == "sub") return substitute(filter);
  if (name == "regex") return regex(filter);
  if (name == "split") return split(filter);
  if (name == "join") return join(filter);
  if (name == "slice") return slice(filter);
  const auto only = [](bool is_first) {
    return on_all([is_first](Texts texts, const FilterPlace&) {
      if (texts.size() > 1) texts = {is_first ? std::move(texts.front()) : std::move(texts.back())};
      return texts;
    });
  };
  if (name == "first") return only(true);
  if (name == "last") return only(false);
  const std::string added = argument(filter, 0);
  if (name == "prefix")
    return on_each([added](std::string text, const FilterPlace&) { return std::optional(added + text); });
  if (name == "suffix")
    return on_each([added](std::string text, const FilterPlace&) { return std::optional(text + added); });
  return nullptr;
}

}  // namespace trawl::extract
