#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "fetch/text/time.hpp"
#include "storage/query_functions.hpp"

namespace trawl::storage {

/// What the file has of the newest page of a URL, for who decides whether it is asked again.
struct RevisitFacts {
  RevisitFacts() {}
  std::int64_t url_id = 0, visits = 0, versions = 0;  ///< versions: different contents
  text::EpochSeconds fetched_at = 0, first_seen = 0;
  int status = 0;
  std::string error, cache_control, expires, date, age, last_modified;  ///< "" for none
  std::string lastmod;                                                  ///< of its sitemap, as written
};

/// Calls `visit` with each URL that has a page, in the order of the ids. Throws storage::Error.
void for_each_newest_page(const std::filesystem::path& file,
                          const std::function<void(const RevisitFacts&)>& visit);

/// The ids of the URLs, in order, whose newest page satisfies a condition of SQL that a person wrote, on
/// the columns of `pages_flat`, or in a file of an older schema of `pages_latest`. `extras`: what its SQL can
/// call. Runs as run_query()
/// does: reading only, and for ten minutes at most. Throws kind sql for a condition that is none; kind
/// interrupted.
std::vector<std::int64_t> urls_where(const std::filesystem::path& file, const std::string& condition,
                                     const QueryExtras& extras = {});

}  // namespace trawl::storage
