#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace trawl::cli {

/// What came of one condition of --fail-on.
struct GateResult {
  GateResult() {}
  std::string rule;     ///< as written
  bool failed = false;  ///< it holds
  std::string message;  ///< what it has met; of one that could not be judged, why
  bool was_judged = true;
};

/// The results as JUnit's XML, which build servers read: one test case a rule, in the suite `name`. Any bytes
/// may be in the texts: what XML 1.0 does not take is U+FFFD.
std::string junit_xml(std::string_view name, const std::vector<GateResult>& results);

}  // namespace trawl::cli
