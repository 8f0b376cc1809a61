#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::support {

/// One row of tests/conformance.md: counts the cases of a suite of public test data, names those that come out
/// otherwise with the reason, and is checked at its end.
class SuiteScore {
 public:
  /// `suite` names the row, as in "url: urltestdata"; its first word places it in the table. `goal` in percent.
  SuiteScore(std::string suite, double goal);

  /// Counts one case. One that did not pass stands in the row under `reason`, by `name` or else by its number
  /// in the file, from 1.
  void count(bool passed, std::string_view name = "", std::string_view reason = "");
  /// The reason of the cases that give none.
  void explain_the_rest(std::string reason) { reason_of_the_rest_ = std::move(reason); }

  int cases() const { return cases_; }
  int passed() const { return passed_; }
  double percent() const;
  /// The line of the table.
  std::string row() const;

  /// Checks that there were cases, that the goal is reached, that each deviation has a reason, and that the
  /// table of the tree says what was measured. Where TRAWL_CONFORMANCE_ROWS names a file, as in
  /// `make conformance`, the row is appended to that instead.
  void check() const;

 private:
  std::string suite_;
  double goal_;
  int cases_ = 0, passed_ = 0;
  std::string reason_of_the_rest_;
  std::map<std::string, std::vector<std::string>> deviations_;  // reason -> cases
};

}  // namespace trawl::support
