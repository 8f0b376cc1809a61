#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "storage/crawl_diff.hpp"

namespace trawl::cli {

/// Keeps a few examples of each kind of difference, for people.
class DiffExamples {
 public:
  explicit DiffExamples(std::size_t most) : most_(most) {}
  void add(const storage::Difference& difference);

  /// The report of a comparison: how much is new, gone and changed by field, each with its examples. Strings
  /// from the web are safe for a terminal.
  std::string text(const storage::DiffCounts& counts) const;

 private:
  std::string lines(const std::string& kind) const;

  std::size_t most_;
  std::map<std::string, std::vector<std::string>> lines_;  // by kind: "new", "changed title", "items new"
  std::map<std::string, std::int64_t> counts_;
};

}  // namespace trawl::cli
