#pragma once
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/command_runner.hpp"
#include "scraper/extract/page_input.hpp"

namespace trawl::extract {

/// What the commands of one page may cost together.
struct PageCommandLimits {
  PageCommandLimits() {}
  int time_outs = 3;                       ///< of one command; then it is not run again for the page
  std::chrono::milliseconds time{30'000};  ///< of all; none is begun after that
};

/// Runs the commands of one page: rows are many, and a command that hangs must not hang for each of them.
/// Thread: one at a time.
class PageCommands final : public CommandRunner {
 public:
  /// Requires: `page` and its commands outlive it.
  explicit PageCommands(const PageInput& page, PageCommandLimits limits = {})
      : page_(page), limits_(limits) {}

  /// A command that may not run, or not any more, fails at once, with the reason.
  CommandEnd run(const std::vector<std::string>& command, std::string_view input) override;

 private:
  const PageInput& page_;
  const PageCommandLimits limits_;
  std::map<std::vector<std::string>, int> time_outs_;
  std::chrono::milliseconds time_{0};
};

}  // namespace trawl::extract
