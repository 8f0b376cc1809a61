#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace trawl::extract {

class PageBudget;

// RE2 takes linear time for one match. For all matches of a text it may take more, because it can read the
// whole rest of the text before it knows that a short match is the longest there is. So each try is counted.

/// A pattern and a text that its matches are looked for in, each behind the one before.
class PatternSearch {
 public:
  /// Requires: `pattern` and `budget` outlive it, and the text does.
  PatternSearch(const re2::RE2& pattern, std::string_view text, PageBudget& budget)
      : pattern_(pattern), text_(text), budget_(budget) {}

  /// The next match and its first group, or the whole match if the pattern has no group; a group that took no
  /// part has no data. None behind the last. Throws SelectorError when the budget has ended, or would here.
  std::optional<std::string_view> next();

 private:
  const re2::RE2& pattern_;
  const std::string_view text_;
  PageBudget& budget_;
  std::size_t at_ = 0;
};

enum class Replaced : std::uint8_t { first, all };

/// The first match, or all of them, replaced as RE2::Replace and RE2::GlobalReplace do; none if the result
/// has more than `most` bytes. Throws SelectorError when the budget has ended.
std::optional<std::string> replaced(const re2::RE2& pattern, std::string_view text,
                                    std::string_view replacement, Replaced which, std::size_t most,
                                    PageBudget& budget);

/// Whether the pattern matches somewhere. Throws SelectorError when the budget has ended.
bool is_found(const re2::RE2& pattern, std::string_view text, PageBudget& budget);

}  // namespace trawl::extract
