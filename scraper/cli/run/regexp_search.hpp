#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// A line of a text in which a pattern was found, with the lines around it.
struct MatchingLine {
  MatchingLine() {}
  std::size_t number = 0;           ///< from 1
  std::string text;                 ///< a long line is cut around the match, with "…"
  std::vector<std::string> before;  ///< lines that stand directly before it and are no match, cut as well
  std::vector<std::string> after;
};

/// Looks for an RE2 pattern in texts, line by line. Takes linear time.
class RegexpSearch {
 public:
  /// Throws std::invalid_argument for what is no pattern. `context`: lines before and after each match.
  RegexpSearch(const std::string& pattern, std::size_t context);
  ~RegexpSearch();
  RegexpSearch(const RegexpSearch&) = delete;
  RegexpSearch& operator=(const RegexpSearch&) = delete;

  std::vector<MatchingLine> in(std::string_view text) const;

 private:
  struct Impl;
  const std::unique_ptr<const Impl> impl_;
};

}  // namespace trawl::cli
