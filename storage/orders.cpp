#include "storage/orders.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "storage/export/page_filter.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr std::array kNames{std::pair{OrderAction::drop, std::string_view("drop")},
                            std::pair{OrderAction::requeue, std::string_view("requeue")},
                            std::pair{OrderAction::prioritize, std::string_view("prioritize")},
                            std::pair{OrderAction::set, std::string_view("set")},
                            std::pair{OrderAction::delay, std::string_view("delay")},
                            std::pair{OrderAction::pause, std::string_view("pause")},
                            std::pair{OrderAction::resume, std::string_view("resume")},
                            std::pair{OrderAction::stop, std::string_view("stop")},
                            std::pair{OrderAction::include, std::string_view("include")},
                            std::pair{OrderAction::exclude, std::string_view("exclude")},
                            std::pair{OrderAction::undo, std::string_view("undo")}};

constexpr std::array<std::string_view, 9> kFilterFields{"all",  "state",  "host",   "depth", "url",
                                                        "like", "regexp", "status", "where"};

constexpr const char* kSelect = R"sql(
SELECT id, token, at, source, action, arguments, state, counted, message, done_at, before FROM orders )sql";

StoredOrder order_row(const Rows& rows) {
  StoredOrder order;
  order.id = rows.integer(0);
  order.token = rows.text(1);
  order.at = rows.text(2);
  order.source = rows.text(3);
  order.action = rows.text(4);
  order.arguments = rows.text(5);
  order.state = rows.text(6);
  order.counted = rows.integer(7);
  order.message = rows.text(8);
  order.done_at = rows.text(9);
  order.before = rows.text(10);
  return order;
}

Error wrong(const std::string& message) {
  return Error(ErrorKind::sql, message);
}

/// A pattern of GLOB in which only * is special.
std::string glob_of(std::string_view text) {
  std::string glob;
  for (const char c : text) {
    if (c == '?' || c == '[') {
      glob.append("[").append(1, c).append("]");
    } else {
      glob += c;
    }
  }
  return glob;
}

std::string depth_condition(const std::string& text) {
  const std::size_t dash = text.find('-');
  const std::string first = text.substr(0, dash),
                    last = dash == std::string::npos ? "" : text.substr(dash + 1);
  const bool is_right = text::is_number(first) && first.size() < 9 && last.size() < 9 &&
                        (last.empty() || text::is_number(last));
  if (!is_right) throw wrong(fmt::format("'{}' is no depth; write 2, 2-4 or 3-", text));
  if (dash == std::string::npos) return "depth = " + first;
  return last.empty() ? "depth >= " + first : fmt::format("depth BETWEEN {} AND {}", first, last);
}

std::string any_of(const std::vector<std::string>& conditions) {
  return fmt::format("({})", fmt::join(conditions, " OR "));
}

class Conditions {
 public:
  void add(const std::string& sql) { all_.sql += (all_.sql.empty() ? "" : "\n  AND ") + sql; }
  /// The parameter that stands for the value.
  std::string bound(const std::string& name, std::string value) {
    all_.parameters.emplace_back("order_" + name, std::move(value));
    return ":order_" + name;
  }
  OrderCondition take() { return std::move(all_); }

 private:
  OrderCondition all_;
};

void add_host(Conditions& conditions, const std::string& host) {
  const bool has_scheme = host.find("://") != std::string::npos;
  const std::string bound = conditions.bound("host", host);
  const std::string names = has_scheme ? bound : fmt::format("'http://' || {0}, 'https://' || {0}", bound);
  conditions.add(fmt::format("host_id IN (SELECT id FROM hosts WHERE name IN ({}))", names));
}

void add_field(Conditions& conditions, const std::string& name, const std::string& value) {
  if (name == "all") return conditions.add("true");
  if (name == "host") return add_host(conditions, value);
  if (name == "state") return conditions.add(any_of(state_conditions(value)));
  if (name == "depth") return conditions.add(depth_condition(value));
  if (name == "like") return conditions.add("url LIKE " + conditions.bound(name, value));
  if (name == "regexp") return conditions.add("url REGEXP " + conditions.bound(name, value));
  if (name == "status")
    return conditions.add(
        fmt::format("id IN (SELECT url_id FROM pages_latest WHERE {})", any_of(status_conditions(value))));
  if (name == "url" && value.find('*') != std::string::npos)
    return conditions.add("url GLOB " + conditions.bound(name, glob_of(value)));
  if (name == "url") return conditions.add(fmt::format("instr(url, {}) > 0", conditions.bound(name, value)));
  // A line of its own ends a comment that the condition may end with.
  if (name == "where") conditions.add("(" + value + "\n)");
}

}  // namespace

std::string_view name_of(OrderAction action) {
  return kNames[static_cast<std::size_t>(action)].second;
}

std::optional<OrderAction> order_action_named(std::string_view name) {
  for (const auto& [action, known] : kNames)
    if (known == name) return action;
  return std::nullopt;
}

bool moves_urls(OrderAction action) {
  return action == OrderAction::drop || action == OrderAction::requeue || action == OrderAction::prioritize ||
         action == OrderAction::include || action == OrderAction::exclude;
}

std::string Order::field(std::string_view name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
  return found == fields.end() ? "" : found->second;
}

bool Order::has(std::string_view name) const {
  return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
}

std::string fields_json(const OrderFields& fields) {
  std::string json = "{";
  for (const auto& [name, value] : fields) {
    if (json.size() > 1) json += ',';
    text::append_json_string(json, name);
    json += ':';
    text::append_json_string(json, value);
  }
  return json + "}";
}

OrderFields fields_of(Connection& connection, const std::string& json) {
  OrderFields fields;
  Statement each(connection, "SELECT key, value FROM json_each(?)");
  Rows rows = each.rows(json);
  while (rows.next()) fields.emplace_back(rows.text(0), rows.text(1));
  return fields;
}

std::string line_of(const Order& order) {
  return fmt::format("{} {:.3f} {} {} {}", order.token, order.at, order.source, name_of(order.action),
                     fields_json(order.fields));
}

std::optional<Order> order_in(Connection& connection, std::string_view line) try {
  Order order;
  order.token = text::take_until(line, ' ');
  const std::string_view at = text::take_until(line, ' ');
  std::from_chars(at.data(), at.data() + at.size(), order.at);
  order.source = text::take_until(line, ' ');
  const auto action = order_action_named(text::take_until(line, ' '));
  if (!action || order.token.empty()) return std::nullopt;
  order.action = *action;
  order.fields = fields_of(connection, std::string(line));
  return order;
} catch (const Error& error) {
  if (error.kind() != ErrorKind::sql) throw;
  return std::nullopt;  // its fields are no JSON
}

bool is_filter_field(std::string_view name) {
  return std::find(kFilterFields.begin(), kFilterFields.end(), name) != kFilterFields.end();
}

OrderCondition condition_of(const Order& order) {
  Conditions conditions;
  bool has_filter = false;
  try {
    for (const auto& [name, value] : order.fields) {
      if (!is_filter_field(name) || value.empty()) continue;
      add_field(conditions, name, value);
      has_filter = true;
    }
  } catch (const std::invalid_argument& error) {
    throw wrong(error.what());
  }
  if (!has_filter)
    throw wrong(fmt::format("which URLs to {} is missing: give a condition, or all", name_of(order.action)));
  return conditions.take();
}

std::optional<StoredOrder> stored_order(Connection& connection, std::string_view token) {
  Statement select(connection, std::string(kSelect) + "WHERE token = ?");
  Rows rows = select.rows(token);
  if (!rows.next()) return std::nullopt;
  return order_row(rows);
}

std::optional<StoredOrder> stored_order(Connection& connection, std::int64_t id) {
  Statement select(connection, std::string(kSelect) + "WHERE id = ?");
  Rows rows = select.rows(id);
  if (!rows.next()) return std::nullopt;
  return order_row(rows);
}

namespace {

/// Why an order cannot be undone; "" if it can.
std::string undo_problem(Connection& connection, const StoredOrder& order) {
  const std::string name = fmt::format("order {}", order.id);
  if (order.state == "undone") return name + " was undone already";
  if (order.state == "refused") return name + " was refused, so there is nothing to undo";
  if (order.action == "undo") return name + " is an undo: give the order that it undid again";
  if (order.action == "stop") return name + " has stopped the crawl: 'trawl resume' goes on with it";
  const auto action = order_action_named(order.action);
  const std::int64_t newest = connection.integer("SELECT max(id) FROM orders");
  if (action && moves_urls(*action) && order.id <= newest - kOrdersKept)
    return fmt::format("{} is too old: the newest {} can be undone", name, kOrdersKept);
  return "";
}

}  // namespace

UndoTarget order_to_undo(Connection& connection, std::int64_t id) {
  UndoTarget target;
  const std::int64_t last = connection.integer(
      "SELECT max(id) FROM orders WHERE state = 'done' AND action NOT IN ('undo', 'stop')");
  target.order = stored_order(connection, id != 0 ? id : last);
  if (!target.order) {
    target.problem = id != 0 ? fmt::format("there is no order {}", id) : "there is no order to undo";
    return target;
  }
  target.problem = undo_problem(connection, *target.order);
  target.fields = fields_of(connection, target.order->arguments);
  if (!target.order->before.empty()) target.before = fields_of(connection, target.order->before);
  return target;
}

std::vector<StoredOrder> stored_orders(Connection& connection, int most) {
  std::vector<StoredOrder> orders;
  Statement select(connection, std::string(kSelect) + "ORDER BY id DESC LIMIT ?");
  Rows rows = select.rows(most);
  while (rows.next()) orders.push_back(order_row(rows));
  return orders;
}

}  // namespace trawl::storage
