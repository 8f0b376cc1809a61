#pragma once
#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "tests/support/subprocess.hpp"
#include "tests/support/test_site.hpp"

namespace trawl::support {

/// Crawl files of a small site that are damaged at random, and what trawl says about them.
class DamagedFiles {
 public:
  /// `trawl` is the path of the program. The files are made in `folder`, the same ones for the same seed.
  DamagedFiles(std::string trawl, std::filesystem::path folder, unsigned seed);

  /// Damages a fresh copy, runs every command that reads or writes crawl files on it, and returns what was
  /// wrong with their ends, a line for each: "" if every one ended within ten seconds, with an exit code that
  /// its help names, and with a line that says why unless it succeeded. `number` chooses between a finished
  /// and an unfinished crawl.
  std::string problems_of(int number);

  /// How many commands ended with each exit code.
  std::string ends() const;

 private:
  void make_original(const std::string& name, const std::vector<std::string>& flags);
  std::string damage(int number);
  Finished run(const std::vector<std::string>& words) const;
  std::string problem_with(const std::vector<std::string>& words, const std::vector<int>& codes);
  std::string problem_with_server();

  const std::string trawl_;
  const std::filesystem::path folder_;
  std::mt19937 random_;
  TestSite site_;
  std::vector<int> ends_ = std::vector<int>(256);
};

}  // namespace trawl::support
