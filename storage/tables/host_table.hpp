#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// The rows of `hosts`: the politeness ledger that outlives a run. Rows are added by UrlTable, with the first
/// URL of a host; writing is part of the caller's transaction.
class HostTable {
 public:
  explicit HostTable(Connection& connection);

  /// Sets what is set in the update. A host that is not there is left out.
  void update(const HostUpdate& update);
  /// What the update changes of the host's robots.txt, for people; none if there was none before, or it is
  /// the same. Requires: it sets robots_status.
  std::optional<std::string> robots_change(const HostUpdate& update);
  /// Requires: the host is there.
  std::string name(std::int64_t host_id);
  std::optional<HostRecord> find(std::int64_t host_id);
  /// The hosts with pending URLs, and so many of those with the most pages, in the order in which they were
  /// found.
  std::vector<HostRecord> needed(int busiest);
  /// Sets the counts of pages, errors and bytes to those of that crawl.
  void begin_counts(std::int64_t crawl_id);

 private:
  Connection& connection_;
  Statement update_, robots_, name_, find_, needed_;
};

}  // namespace trawl::storage
