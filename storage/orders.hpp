#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/query.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// What a person can ask of a crawl while it runs, or of its file between two runs.
enum class OrderAction : std::uint8_t {
  drop,        ///< URLs that wait are skipped
  requeue,     ///< URLs that are over wait again
  prioritize,  ///< URLs that wait get a priority
  set,         ///< limits and pace
  delay,       ///< the delay of one host
  pause,       ///< of one host, or of all
  resume,
  stop,
  include,  ///< one more pattern; what waits is judged by it
  exclude,
  undo,
};
std::string_view name_of(OrderAction action);
std::optional<OrderAction> order_action_named(std::string_view name);
/// Whether orders of that kind change rows of `urls`.
bool moves_urls(OrderAction action);

using OrderFields = std::vector<std::pair<std::string, std::string>>;

/// An order as it was given. Which fields it has depends on its action:
/// drop, requeue, prioritize: those of condition_of(), and `priority`; set: options as the crawl file keeps
/// them (`page_limit`, …), each with a JSON number; delay: `host` and `seconds`, "" for the usual delay;
/// pause and resume: `host`, or none for all; include and exclude: `pattern`; undo: `order`, "" for the last.
struct Order {
  Order() {}
  /// "" if it is not there.
  std::string field(std::string_view name) const;
  bool has(std::string_view name) const;

  std::string token;  ///< by which who gave it finds it again; without blanks
  EpochSeconds at = 0;
  std::string source;  ///< "ctl" or "page"
  OrderAction action = OrderAction::drop;
  OrderFields fields;
};

/// A row of `orders`, or an order that nobody has performed yet.
struct StoredOrder {
  StoredOrder() {}
  std::int64_t id = 0;
  std::string token, at, source, action;
  std::string arguments;  ///< JSON
  std::string state;      ///< "done", "undone" or "refused"
  std::int64_t counted = 0;
  std::string message, done_at;
  std::string before;  ///< JSON: settings before it; "" for none
};

/// How many orders can be undone: those before them have lost what that needs.
inline constexpr std::int64_t kOrdersKept = 20;

/// The fields as a JSON object of strings, and back.
std::string fields_json(const OrderFields& fields);
OrderFields fields_of(Connection& connection, const std::string& json);

/// The order as one line of text, and back; none if it is no order.
std::string line_of(const Order& order);
std::optional<Order> order_in(Connection& connection, std::string_view line);

/// A condition over `urls`, in SQL.
struct OrderCondition {
  std::string sql;
  QueryParameters parameters;
};
/// The fields that say which URLs are meant: `state` (a list), `host`, `depth` ("2", "2-4", "3-"), `url` (a
/// part of it, or all of it with * for any text), `like`, `regexp`, `status` (of the newest page), `where`
/// (SQL), or `all`. Throws kind sql for none of them, or a wrong one.
OrderCondition condition_of(const Order& order);
bool is_filter_field(std::string_view name);

/// The order with that token, or id; none if no such order was performed.
std::optional<StoredOrder> stored_order(Connection& connection, std::string_view token);
std::optional<StoredOrder> stored_order(Connection& connection, std::int64_t id);
/// An order that is to be undone.
struct UndoTarget {
  UndoTarget() {}
  std::optional<StoredOrder> order;
  OrderFields fields;   ///< as it was given
  OrderFields before;   ///< settings before it, with their JSON
  std::string problem;  ///< why it cannot be undone; "" if it can
};
/// The order with that id; 0: the last that can be undone.
UndoTarget order_to_undo(Connection& connection, std::int64_t id);
/// The newest first.
std::vector<StoredOrder> stored_orders(Connection& connection, int most);

}  // namespace trawl::storage
