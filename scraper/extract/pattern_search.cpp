#include "scraper/extract/pattern_search.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {
namespace {

using re2::StringPiece;

constexpr std::size_t kPlainSize = 4;          // instructions of a pattern that is as fast as can be
constexpr std::size_t kUntried = 100'000'000;  // bytes times instructions that end in time anyway
constexpr std::size_t kPieces = 16, kPieceBytes = 16 << 10;

std::size_t size_of(const re2::RE2& pattern) {
  return static_cast<std::size_t>(std::max(pattern.ProgramSize(), 1));
}

bool finds(const re2::RE2& pattern, std::string_view text, std::size_t at, StringPiece* groups, int count,
           PageBudget& budget) {
  const std::size_t weight = std::max<std::size_t>(size_of(pattern) / kPlainSize, 1);
  if (!budget.scan((text.size() - at) * weight)) throw SelectorError(0, budget.end());
  return pattern.Match(StringPiece(text.data(), text.size()), at, text.size(), re2::RE2::UNANCHORED, groups,
                       count);
}

/// One match cannot be stopped, and a large pattern may take microseconds for each byte. So it is tried on
/// small pieces of a large text first, at places that the text does not know.
void try_on_pieces(const re2::RE2& pattern, std::string_view text, StringPiece* groups, int count,
                   PageBudget& budget) {
  if (text.size() * size_of(pattern) < kUntried || budget.has_ended()) return;
  const std::size_t gap = text.size() / kPieces, size = std::min(gap / 8, kPieceBytes);
  const std::chrono::nanoseconds begin = thread_cpu_time();
  const std::size_t shift = static_cast<std::size_t>(begin.count()) % (gap - size);
  for (std::size_t i = 0; i < kPieces; ++i) {
    pattern.Match(StringPiece(text.data() + i * gap + shift, size), 0, size, re2::RE2::UNANCHORED, groups,
                  count);
    const std::chrono::nanoseconds spent = thread_cpu_time() - begin;
    const double pieces = static_cast<double>(text.size()) / static_cast<double>(size * (i + 1));
    if (static_cast<double>(spent.count()) * pieces < static_cast<double>(budget.cpu_left().count()))
      continue;
    throw SelectorError(0, fmt::format("the pattern takes too long on a text of {} bytes; "
                                       "use smaller repetitions ([^<]*, not .{{300}})",
                                       text.size()));
  }
}

std::size_t place_of(std::string_view text, const StringPiece& part) {
  return static_cast<std::size_t>(part.data() - text.data());
}

/// The place behind the character at `at`.
std::size_t next_character(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (text[at] & '\xC0') == '\x80') ++at;
  return at;
}

}  // namespace

std::optional<std::string_view> PatternSearch::next() {
  const int groups = pattern_.NumberOfCapturingGroups() > 0 ? 2 : 1;
  StringPiece parts[2];
  if (at_ == 0) try_on_pieces(pattern_, text_, parts, groups, budget_);
  if (at_ > text_.size() || !finds(pattern_, text_, at_, parts, groups, budget_)) return std::nullopt;
  at_ = place_of(text_, parts[0]) + parts[0].size();
  if (parts[0].empty()) at_ = next_character(text_, at_);
  const StringPiece& chosen = parts[groups - 1];
  return chosen.data() == nullptr ? std::string_view() : std::string_view(chosen.data(), chosen.size());
}

std::optional<std::string> replaced(const re2::RE2& pattern, std::string_view text,
                                    std::string_view replacement, Replaced which, std::size_t most,
                                    PageBudget& budget) {
  const StringPiece rewrite(replacement.data(), replacement.size());
  std::vector<StringPiece> groups(static_cast<std::size_t>(re2::RE2::MaxSubmatch(rewrite)) + 1);
  try_on_pieces(pattern, text, groups.data(), static_cast<int>(groups.size()), budget);
  std::string result;
  std::size_t at = 0, last_end = std::string_view::npos;
  while (at <= text.size() &&
         finds(pattern, text, at, groups.data(), static_cast<int>(groups.size()), budget)) {
    const std::size_t begin = place_of(text, groups[0]);
    result.append(text, at, begin - at);
    at = begin;
    if (groups[0].empty() && begin == last_end) {  // beside a match nothing is found
      const std::size_t next = next_character(text, at);
      result.append(text.substr(at, next - at));
      at = next;
      continue;
    }
    if (!pattern.Rewrite(&result, rewrite, groups.data(), static_cast<int>(groups.size())))
      return std::string(text);
    if (result.size() > most) return std::nullopt;
    at = last_end = begin + groups[0].size();
    if (which == Replaced::first) break;
  }
  if (at < text.size()) result.append(text.substr(at));
  return result.size() > most ? std::nullopt : std::optional(std::move(result));
}

bool is_found(const re2::RE2& pattern, std::string_view text, PageBudget& budget) {
  try_on_pieces(pattern, text, nullptr, 0, budget);
  return finds(pattern, text, 0, nullptr, 0, budget);
}

}  // namespace trawl::extract
