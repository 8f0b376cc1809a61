#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::support {

/// One row of tests/conformance.md: counts the cases of a suite of public test data, and names those that
/// fail together with the reason.
class SuiteScore {
 public:
  /// `suite` names the row, as in "url: urltestdata"; its first word decides the place in the table. `goal`
  /// is in percent.
  SuiteScore(std::string suite, double goal);

  /// Counts one case. A case that did not pass is listed in the row under `reason`, by its name or, if it has
  /// none, by its number in the file, from 1.
  void count(bool passed, std::string_view name = "", std::string_view reason = "");
  /// Sets the reason for failed cases that give none.
  void explain_the_rest(std::string reason) { reason_of_the_rest_ = std::move(reason); }

  int cases() const { return cases_; }
  int passed() const { return passed_; }
  double percent() const;
  /// The line of the table.
  std::string row() const;

  /// Checks that there were cases, that the goal is reached, that each deviation has a reason, and that
  /// tests/conformance.md holds this row. If TRAWL_CONFORMANCE_ROWS names a file, as in `make conformance`,
  /// the row is appended to that file instead.
  void check() const;

 private:
  std::string suite_;
  double goal_;
  int cases_ = 0, passed_ = 0;
  std::string reason_of_the_rest_;
  std::map<std::string, std::vector<std::string>> deviations_;  // reason -> cases
};

}  // namespace trawl::support
