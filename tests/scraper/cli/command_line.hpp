#pragma once
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/storage/crawl_file.hpp"
#include "tests/support/subprocess.hpp"

namespace trawl::cli::testing {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

/// Runs the built program, which TRAWL names, in a temporary folder with an almost empty environment.
struct CommandLine {
  CommandLine() {
    if (const char* path = std::getenv("TRAWL")) trawl = std::filesystem::absolute(path);
    if (trawl.empty()) std::puts("SKIPPED: TRAWL does not name the program");
  }

  support::Program program(Words words, std::string input = "") const {
    words.insert(words.begin(), trawl);
    return {std::move(words), std::move(input), environment, folder.path()};
  }
  support::Finished run(Words words, std::string input = "") const {
    return outcome_of(program(std::move(words), std::move(input)));
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }
  Json config(Words words) const {
    words.insert(words.end(), "--print-config");
    return Json::parse(run(std::move(words)).out);
  }

  storage::testing::TemporaryFolder folder;
  std::string trawl;
  std::vector<std::pair<std::string, std::string>> environment{{"HOME", folder.path()}};
};

}  // namespace trawl::cli::testing
