#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/id_cache.hpp"

namespace trawl::storage {

/// Writes what the view `links` shows: `anchors` has what links say, `page_anchors` has the list of them for
/// each page. Most links of a site stand on many pages, so there are far fewer anchors than links.
/// Invariant: an anchor that was added points into its visit until flush() or forget().
class LinkTable {
 public:
  explicit LinkTable(Connection& connection);

  /// Adds the links of one page. `targets` are the ids of visit.found, in its order.
  void add(std::int64_t page_id, const Visit& visit, const std::vector<std::int64_t>& targets);
  /// Removes the links of a page. Returns how many there were.
  std::int64_t remove(std::int64_t page_id);
  /// Writes what was added. Call it before the transaction ends.
  void flush();
  /// Forgets what was added, and the ids of anchors that may not be in the file. Call it after a rollback.
  void forget();

 private:
  struct Anchor {
    std::optional<std::int64_t> target;
    const FoundLink* link;
  };

  void bind(Statement& statement, int index, std::size_t at);

  Connection& connection_;
  Statement insert_one_, insert_many_, insert_list_, length_, remove_;
  IdCache ids_;
  std::int64_t next_id_ = 0;
  std::vector<Anchor> anchors_;  ///< their ids are the last ones below next_id_
};

}  // namespace trawl::storage
