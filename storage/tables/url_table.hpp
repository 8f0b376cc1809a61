#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/id_cache.hpp"

namespace trawl::storage {

/// Gives every URL and every host its row and its id; the one place that says which URLs are new.
/// Invariant: the caches only hold ids of committed rows and of the transaction under way; after a rollback
/// call forget().
class UrlTable {
 public:
  enum class Change {
    none,     ///< was there already
    added,    ///< a new row
    revived,  ///< pending again: a seed that was not fetched by this crawl, or a URL that was skipped for the
              ///< way it was found, found again in another way
  };
  struct Entry {
    std::int64_t id = 0;
    Change change = Change::none;
    std::int64_t host_id = 0;  ///< set unless nothing changed
    bool new_host = false;
  };

  UrlTable(Connection& connection, Counters& counters);

  /// What add() takes. Worth asking for many URLs before the first is added: the memory of each is on its way then.
  Hash128 key_of(const NewUrl& url) const { return urls_.key_of(url.url); }
  Entry add(const NewUrl& url, const Hash128& key, std::optional<std::int64_t> via_id, std::int64_t crawl_id,
            const std::string& discovered_at);
  /// The URL was handed out and is not fetched, for that reason.
  void skipped(std::int64_t id, SkipReason reason);
  void forget();

 private:
  struct HostEntry {
    std::int64_t id = 0;
    bool is_new = false;
  };
  HostEntry host(const NewUrl& url);
  Entry revive_if_over(const NewUrl& url, std::int64_t id, std::int64_t crawl_id);
  std::int64_t existing(Statement& select, std::string_view name);

  Connection& connection_;
  Counters& counters_;
  Statement insert_url_, select_url_, insert_host_, select_host_, seed_state_, revive_, url_of_;
  IdCache urls_;  // the ids of skipped URLs negative: only these can be revived
  IdCache hosts_;
};

}  // namespace trawl::storage
