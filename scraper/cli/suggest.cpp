#include "scraper/cli/suggest.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kLongestWord = 64;

/// The Damerau–Levenshtein distance in its "optimal string alignment" variant.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, previous(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({change, previous[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = previous;
    previous = row;
  }
  return previous[b.size()];
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  std::size_t limit = std::min<std::size_t>(2, word.size() > 0 ? (word.size() - 1) / 2 : 0);
  if (word.size() > kLongestWord) return best;
  for (const std::string_view candidate : known) {
    const std::size_t far = distance(word, candidate);
    if (far > limit || (best && far == limit)) continue;
    best = candidate;
    limit = far;
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const auto guess = nearest(word, known);
  return guess ? " (did you mean '" + std::string(*guess) + "'?)" : "";
}

std::string language_hint(extract::Language language, std::string_view selector, std::string_view dashes) {
  using extract::Language;
  selector = text::trimmed(selector, text::kAsciiSpace);
  const bool is_path = selector.starts_with('/') || selector.starts_with("./") || selector.starts_with("(/");
  if (language == Language::css && selector == ".") return "; the element itself is :scope";
  if (language == Language::css && is_path)
    return fmt::format("; that looks like an XPath: use {}xpath", dashes);
  if ((language == Language::css || language == Language::xpath) && selector.starts_with('$'))
    return fmt::format("; that looks like a JSONPath: use {}json", dashes);
  if (language == Language::json && selector.starts_with('.') && !selector.starts_with(".."))
    return fmt::format("; a JSONPath begins with $: ${}", selector);
  return "";
}

}  // namespace trawl::cli
