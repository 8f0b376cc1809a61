#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/order_matches.hpp"
#include "storage/orders.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {

/// One option of `crawls.config`, as JSON.
struct SettingChange {
  std::string name, before, after;
};

/// An order with all that is needed to perform it.
struct OrderTask {
  OrderTask() {}
  Order order;
  std::string refusal;  ///< why it cannot be performed; "" if it can
  std::vector<SettingChange> settings;
  std::optional<StoredOrder> undoes;  ///< for undo
  Leased leased = Leased::is_in_flight;
};

/// What became of an order.
struct OrderOutcome {
  OrderOutcome() {}
  StoredOrder order;
  /// The hosts whose waiting URLs became more or fewer, with how many there are now.
  std::vector<AddedPending> hosts;
  /// The hosts that an order for one host is about, by id; an order may name one without its scheme.
  std::map<std::int64_t, std::string> named;
  CrawlCounts counts;            ///< as of the order
  bool was_done_before = false;  ///< a kill came between performing and telling
};

/// Writes one order with all that it changes and all that undoing it needs, inside the caller's transaction.
class OrderWriter {
 public:
  OrderWriter(Connection& connection, Counters& counters, std::int64_t crawl_id, EpochSeconds now)
      : connection_(connection), counters_(counters), crawl_id_(crawl_id), now_(now) {}

  /// `matches` are what it changes, `allowed` what waits again besides. Returns its row.
  StoredOrder perform(const OrderTask& task, const Matches& matches, const Matches& allowed);
  /// Only writes that it was refused, and why.
  StoredOrder refuse(const Order& order, const std::string& why);

  /// The hosts whose URLs that wait became more or fewer.
  const std::set<std::int64_t>& hosts() const { return hosts_; }

  /// The hosts with that name, with or without scheme.
  static std::map<std::int64_t, std::string> hosts_named(Connection& connection, const std::string& name);

 private:
  struct Target {
    UrlState state = UrlState::pending;
    std::string reason;
  };
  std::int64_t insert(const Order& order, const std::string& state);
  std::int64_t move(std::int64_t order_id, const OrderTask& task, const Matches& matches,
                    const Target& target);
  std::int64_t undo(const StoredOrder& undone, const Matches& allowed, std::int64_t order_id,
                    const OrderTask& task);
  std::int64_t restore(const StoredOrder& undone);
  std::int64_t prioritize(std::int64_t order_id, const Matches& matches, int priority);
  void save(std::int64_t order_id, const Matches& matches);
  void count(const Matches& matches, const Target& target);
  std::int64_t set_hosts(const OrderTask& task);
  void set_config(const std::vector<SettingChange>& settings);
  void reopen_crawl();
  void note(const StoredOrder& order);

  Connection& connection_;
  Counters& counters_;
  const std::int64_t crawl_id_;
  const EpochSeconds now_;
  std::set<std::int64_t> hosts_;
};

}  // namespace trawl::storage
