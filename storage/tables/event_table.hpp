#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {

/// Writes the rows of `events`, as part of the caller's transaction: of each kind and host the first 1,000 of
/// a run; after 10,000 of both they are counted anew. What is left out is counted, and told by one row at the
/// end. Retries are all written, as the view `numbers` counts them.
class EventTable {
 public:
  EventTable(Connection& connection, Counters& counters)
      : counters_(counters),
        insert_(connection,
                "INSERT INTO events(at, level, kind, url_id, host_id, message, crawl_id) VALUES (?, ?, ?, ?, "
                "?, ?, ?)") {}

  void add(const Event& event, std::int64_t crawl_id);
  /// Tells what was left out.
  void add_rest(std::int64_t crawl_id, EpochSeconds now);

 private:
  bool has_room(const Event& event);

  Counters& counters_;
  Statement insert_;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> written_;  // by kind and host; bounded
  std::map<std::string, std::int64_t> left_out_;                          // by kind
};

}  // namespace trawl::storage
