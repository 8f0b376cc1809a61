#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes the rows of `links`, many with one statement: a crawl has far more of them than of any other.
/// Invariant: what was added points into its visit until flush() or discard().
class LinkTable {
 public:
  explicit LinkTable(Connection& connection);

  /// Adds the links of one page. `targets` are the ids of visit.found, in its order.
  void add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets);
  /// Removes the links of a page. Returns how many there were.
  std::int64_t remove(std::int64_t page_id);
  /// Writes what was added. Call it before the transaction ends.
  void flush();
  /// Forgets what was added, after a rollback.
  void discard() {
    plain_.clear();
    noted_.clear();
  }

 private:
  struct Row {
    std::int64_t page_id;
    std::int64_t position;
    std::optional<std::int64_t> target;
    const FoundLink* link;
  };
  /// Writes rows of some columns. Most links leave the last columns NULL, and unbound they cost less.
  struct Insert {
    Insert(Connection& connection, bool is_for_noted);
    void run(std::vector<Row>& rows);
    void run(Statement& statement, const Row* rows, std::size_t count) const;

    const bool is_for_noted;
    Statement one, many;
  };

  Insert insert_plain_, insert_noted_;
  Statement remove_;
  std::vector<Row> plain_, noted_;
};

}  // namespace trawl::storage
