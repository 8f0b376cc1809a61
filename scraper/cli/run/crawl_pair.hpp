#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/crawl_diff.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {

/// Two crawls to compare.
struct CrawlPair {
  CrawlPair() {}
  storage::CrawlSide before, after;
  /// What makes them no fair comparison, for people: "--depth: 2 and none". Empty: both had the same seeds,
  /// scope and rules about URLs.
  std::vector<std::string> other_scope;
  /// What else to know: a crawl that is unfinished.
  std::vector<std::string> notes;
};

/// The crawls to compare: of one file the two with those ids, or else the newest and the last one before it
/// with the same seeds; of two files the newest of each. `after_file` "": one file. Throws UsageError if
/// there are none; storage::Error.
CrawlPair crawl_pair(const std::filesystem::path& file, const std::filesystem::path& after_file,
                     const std::vector<std::int64_t>& ids);

/// The newest crawl of the file and the one before it; none if there is none to compare it with.
std::optional<CrawlPair> newest_pair(const std::filesystem::path& file);

}  // namespace trawl::cli
