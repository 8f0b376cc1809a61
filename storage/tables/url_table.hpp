#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/id_cache.hpp"

namespace trawl::storage {

/// Gives every URL and every host its row and its id. It alone says which URLs are new.
/// Invariant: the caches hold ids of committed rows and of the current transaction only; call forget() after
/// a rollback.
class UrlTable {
 public:
  enum class Change {
    none,   ///< this crawl has reached it already
    added,  ///< a new row
    /// Pending in this crawl: an earlier one had reached it; or it was skipped for the way it was found,
    /// and is now found in another way; or a redirect leads back to it, whose cookies have changed since.
    revived,
  };
  struct Entry {
    std::int64_t id = 0;
    Change change = Change::none;
    std::int64_t host_id = 0;  ///< 0 if nothing changed
    bool new_host = false;
  };

  UrlTable(Connection& connection, Counters& counters);

  /// The key for add(). It prefetches memory: ask for the keys of many URLs before you add the first.
  Hash128 key_of(const NewUrl& url) const { return urls_.key_of(url.key()); }
  Entry add(const NewUrl& url, const Hash128& key, std::optional<std::int64_t> via_id, std::int64_t crawl_id,
            const std::string& discovered_at);
  /// A URL that was handed out is skipped for that reason.
  void skipped(std::int64_t id, SkipReason reason);
  void forget();

 private:
  struct HostEntry {
    std::int64_t id = 0;
    bool is_new = false;
  };
  HostEntry host(const NewUrl& url);
  struct Known;
  Known known(std::int64_t id);
  Entry found_again(const NewUrl& url, std::int64_t id, std::optional<std::int64_t> via_id,
                    std::int64_t crawl_id);
  Entry reached_anew(const NewUrl& url, const Known& row, std::optional<std::int64_t> via_id,
                     std::int64_t crawl_id);
  Entry revive_if_over(const NewUrl& url, const Known& row, std::int64_t crawl_id);
  bool is_page_after_all(const NewUrl& url, const Known& row, std::int64_t crawl_id);
  bool is_gate(const NewUrl& url, const Known& row, std::int64_t crawl_id);
  std::int64_t existing(Statement& select, std::string_view name);

  Connection& connection_;
  Counters& counters_;
  Statement insert_url_, select_url_, insert_host_, select_host_, known_, reach_, revive_, times_asked_,
      key_of_, answer_;
  IdCache urls_;  // a negative id marks a URL that was skipped, or is a part: only these can be revived
  IdCache hosts_;
};

}  // namespace trawl::storage
