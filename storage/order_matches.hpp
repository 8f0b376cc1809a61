#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "storage/orders.hpp"

namespace trawl::storage {

/// A URL that an order changes, as it was before.
struct MatchedUrl {
  std::int64_t id = 0, host_id = 0, crawl_id = 0;
  double due_at = 0;
  int priority = 0, attempts = 0, kills = 0;
  UrlState state = UrlState::pending;
  std::uint32_t reason = 0;  ///< an index into Matches::reasons
};

struct Matches {
  std::vector<MatchedUrl> urls;          ///< by id
  std::vector<std::string> reasons{""};  ///< as in `urls.skip_reason`; the first is "" for none
};

/// Whether URLs that are leased count as waiting. In the file of a running crawl most of them are only next
/// in memory; when it takes an order, it gives those back first.
enum class Leased { waits, is_in_flight };

/// The URLs that the order changes: those that its condition names, in a state that its action is about.
/// Reads on a connection of its own, as run_query() does. Throws kind sql for a wrong condition,
/// interrupted after 5 s.
Matches matches_of(const std::filesystem::path& file, const Order& order, const QueryExtras& extras,
                   Leased leased);

/// URLs that were skipped by a pattern and are allowed since an include was added, or since an exclude is
/// gone: those that the order has skipped are not among them.
Matches allowed_by(const std::filesystem::path& file, const Order& order, const std::string& since,
                   const QueryExtras& extras);

struct OrderPreview {
  std::int64_t count = 0;
  struct Sample {
    std::string url, state, skip_reason;
    int depth = 0, priority = 0;
  };
  std::vector<Sample> samples;  ///< the first few
};

/// What the order would change, as the file stands now; of a running crawl, what is in flight as well.
/// Throws as matches_of() does.
OrderPreview preview_of(const std::filesystem::path& file, const Order& order, const QueryExtras& extras);

}  // namespace trawl::storage
