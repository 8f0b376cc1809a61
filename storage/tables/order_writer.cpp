#include "storage/tables/order_writer.hpp"

#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/time.hpp"
#include "storage/file/error.hpp"
#include "storage/tables/order_message.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kInsert = R"sql(
INSERT INTO orders(token, at, source, action, arguments, state, done_at, crawl_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?))sql";

constexpr const char* kSave = R"sql(
INSERT INTO order_urls(order_id, first_id, last_id, state, skip_reason, priority, due_at, attempts, kills, crawl_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?))sql";

// Of these the parameters 1 and 2 are the first and the last id.
constexpr std::string_view kSkip =
    "UPDATE urls SET state = 'skipped', skip_reason = ?3 WHERE {} AND state = ?4";
constexpr std::string_view kRequeue = R"sql(
UPDATE urls SET state = 'pending', skip_reason = NULL, due_at = 0, attempts = 0, kills = 0, crawl_id = ?3
WHERE {} AND state = ?4)sql";
constexpr std::string_view kPrioritize = "UPDATE urls SET priority = ?3 WHERE {} AND state = ?4";

constexpr const char* kRuns = R"sql(
SELECT first_id, last_id, state, skip_reason, priority, due_at, attempts, kills, crawl_id FROM order_urls
WHERE order_id = ? ORDER BY first_id)sql";

/// URLs that stand as the order has left them.
constexpr std::string_view kAsDropped = "{} AND state = 'skipped' AND skip_reason = ?3";
constexpr std::string_view kAsRequeued = "{} AND state = 'pending' AND attempts = 0 AND ?3 IS NULL";

constexpr std::string_view kRestore = R"sql(
UPDATE urls SET state = ?4, skip_reason = ?5, priority = ?6, due_at = ?7, attempts = ?8, kills = ?9, crawl_id = ?10
WHERE {})sql";

constexpr std::string_view kRestorePriority =
    "UPDATE urls SET priority = ?3 WHERE {} AND priority = ?4 AND state IN ('pending', 'leased')";

constexpr const char* kHostsNamed =
    "SELECT id, name FROM hosts WHERE name IN (?1, 'http://' || ?1, 'https://' || ?1) ORDER BY id";

constexpr std::string_view kOneId = "id = ?1", kIds = "id BETWEEN ?1 AND ?2";

/// The SQL with `part` in the place of its {}.
std::string with(std::string_view sql, std::string_view part) {
  std::string text(sql);
  return text.replace(text.find("{}"), 2, part);
}

/// A statement about a range of ids. For a few of them it runs once for each, since SQLite sets up a list
/// of the rows for a range.
class RangeStatement {
 public:
  /// `sql` has {} where the condition on the id stands.
  RangeStatement(Connection& connection, std::string_view sql)
      : one_(connection, with(sql, kOneId)), range_(connection, with(sql, kIds)) {}

  /// Returns how many rows it changed.
  template <class... T>
  std::int64_t run(std::int64_t first, std::int64_t last, const T&... parameters) {
    constexpr std::int64_t kFew = 16;
    if (last - first >= kFew) return range_.run(first, last, parameters...);
    std::int64_t changed = 0;
    for (std::int64_t id = first; id <= last; ++id) changed += one_.run(id, id, parameters...);
    return changed;
  }

 private:
  Statement one_, range_;
};

/// Calls `take` with the first and the last place of each run: ids in a row whose rows said the same.
template <class Take>
void each_run(const std::vector<MatchedUrl>& urls, Take take) {
  const auto says_the_same = [](const MatchedUrl& a, const MatchedUrl& b) {
    return b.id == a.id + 1 && a.state == b.state && a.reason == b.reason && a.priority == b.priority &&
           a.due_at == b.due_at && a.attempts == b.attempts && a.kills == b.kills && a.crawl_id == b.crawl_id;
  };
  for (std::size_t first = 0; first < urls.size();) {
    std::size_t last = first;
    while (last + 1 < urls.size() && says_the_same(urls[last], urls[last + 1])) ++last;
    take(urls[first], urls[last]);
    first = last + 1;
  }
}

/// A condition may have said another state than the row has: then nothing of the order holds.
void check_changed(std::int64_t changed, const MatchedUrl& first, const MatchedUrl& last) {
  if (changed != last.id - first.id + 1)
    throw Error(ErrorKind::sql, "the condition names URLs that are in another state, or are not there");
}

Skip order_skip(OrderAction action, std::int64_t order_id) {
  const SkipReason reason = action == OrderAction::include   ? SkipReason::include
                            : action == OrderAction::exclude ? SkipReason::exclude
                                                             : SkipReason::dropped;
  return Skip(reason, fmt::format("order {}", order_id));
}

}  // namespace

std::map<std::int64_t, std::string> OrderWriter::hosts_named(Connection& connection,
                                                             const std::string& name) {
  std::map<std::int64_t, std::string> hosts;
  Statement select(connection, kHostsNamed);
  Rows rows = select.rows(name);
  while (rows.next()) hosts.emplace(rows.integer(0), rows.text(1));
  return hosts;
}

StoredOrder OrderWriter::perform(const OrderTask& task, const Matches& matches, const Matches& allowed) {
  const Order& order = task.order;
  const std::int64_t id = insert(order, "done");
  std::int64_t counted = 0;
  switch (order.action) {
    case OrderAction::drop:
    case OrderAction::include:
    case OrderAction::exclude:
      counted = move(id, task, matches, {UrlState::skipped, order_skip(order.action, id).text()});
      move(id, task, allowed, {UrlState::pending, ""});
      break;
    case OrderAction::requeue:
      counted = move(id, task, matches, {UrlState::pending, ""});
      break;
    case OrderAction::prioritize:
      counted = prioritize(id, matches, std::atoi(order.field("priority").c_str()));
      break;
    case OrderAction::undo:
      counted = undo(*task.undoes, allowed, id, task);
      break;
    default:
      counted = set_hosts(task);
  }
  set_config(task.settings);
  Statement(connection_, "UPDATE orders SET counted = ?, message = ?, before = ? WHERE id = ?")
      .run(counted, message_of(task, counted, static_cast<std::int64_t>(allowed.urls.size())),
           before_json(task.settings), id);
  Statement(connection_, "DELETE FROM order_urls WHERE order_id <= ?").run(id - kOrdersKept);
  StoredOrder done = *stored_order(connection_, id);
  note(done);
  return done;
}

StoredOrder OrderWriter::refuse(const Order& order, const std::string& why) {
  const std::int64_t id = insert(order, "refused");
  Statement(connection_, "UPDATE orders SET message = ? WHERE id = ?").run(why, id);
  return *stored_order(connection_, id);
}

std::int64_t OrderWriter::insert(const Order& order, const std::string& state) {
  Statement(connection_, kInsert)
      .run(order.token, text::iso_time(order.at), order.source, name_of(order.action),
           fields_json(order.fields), state, text::iso_time(now_), crawl_id_);
  return connection_.last_insert_id();
}

/// Gives all of them the state of the target, and saves what they were.
std::int64_t OrderWriter::move(std::int64_t order_id, const OrderTask& task, const Matches& matches,
                               const Target& target) {
  if (matches.urls.empty()) return 0;
  save(order_id, matches);
  RangeStatement skip(connection_, kSkip), requeue(connection_, kRequeue);
  each_run(matches.urls, [&](const MatchedUrl& first, const MatchedUrl& last) {
    const std::string_view before = name_of(first.state);
    check_changed(target.state == UrlState::skipped ? skip.run(first.id, last.id, target.reason, before)
                                                    : requeue.run(first.id, last.id, crawl_id_, before),
                  first, last);
  });
  count(matches, target);
  if (target.state == UrlState::pending && task.leased == Leased::waits) reopen_crawl();
  return static_cast<std::int64_t>(matches.urls.size());
}

std::int64_t OrderWriter::prioritize(std::int64_t order_id, const Matches& matches, int priority) {
  save(order_id, matches);
  RangeStatement update(connection_, kPrioritize);
  each_run(matches.urls, [&](const MatchedUrl& first, const MatchedUrl& last) {
    check_changed(update.run(first.id, last.id, priority, name_of(first.state)), first, last);
  });
  return static_cast<std::int64_t>(matches.urls.size());
}

void OrderWriter::save(std::int64_t order_id, const Matches& matches) {
  Statement insert(connection_, kSave);
  each_run(matches.urls, [&](const MatchedUrl& first, const MatchedUrl& last) {
    // Who undoes it later finds no lease any more.
    const UrlState state = first.state == UrlState::leased ? UrlState::pending : first.state;
    insert.run(order_id, first.id, last.id, name_of(state), matches.reasons[first.reason], first.priority,
               first.due_at, first.attempts, first.kills, first.crawl_id);
  });
}

void OrderWriter::count(const Matches& matches, const Target& target) {
  const auto& urls = matches.urls;
  for (std::size_t first = 0; first < urls.size();) {
    std::size_t end = first + 1;
    while (end < urls.size() && urls[end].host_id == urls[first].host_id &&
           urls[end].state == urls[first].state && urls[end].reason == urls[first].reason &&
           urls[end].crawl_id == urls[first].crawl_id)
      ++end;
    const MatchedUrl& url = urls[first];
    const auto moved = static_cast<std::int64_t>(end - first);
    counters_.moved(url.host_id, url.state, target.state, moved);
    if (url.state == UrlState::skipped) counters_.skipped(url.crawl_id, matches.reasons[url.reason], -moved);
    if (target.state == UrlState::skipped) counters_.skipped(url.crawl_id, target.reason, moved);
    hosts_.insert(url.host_id);
    first = end;
  }
}

std::int64_t OrderWriter::undo(const StoredOrder& undone, const Matches& allowed, std::int64_t order_id,
                               const OrderTask& task) {
  const std::int64_t restored = restore(undone);
  move(order_id, task, allowed, {UrlState::pending, ""});
  set_hosts(task);
  Statement(connection_, "UPDATE orders SET state = 'undone' WHERE id = ?").run(undone.id);
  Statement(connection_, "DELETE FROM order_urls WHERE order_id = ?").run(undone.id);
  if (task.leased == Leased::waits && restored > 0) reopen_crawl();
  return restored;
}

/// Restores the URLs that still stand as the order has left them: what has happened to the others since is
/// newer.
std::int64_t OrderWriter::restore(const StoredOrder& undone) {
  struct Run {
    std::int64_t first, last, crawl_id;
    std::string state, reason;
    int priority, attempts, kills;
    double due_at;
  };
  std::vector<Run> runs;
  {
    Statement select(connection_, kRuns);
    Rows rows = select.rows(undone.id);
    while (rows.next())
      runs.push_back({rows.integer(0), rows.integer(1), rows.integer(8), rows.text(2), rows.text(3),
                      static_cast<int>(rows.integer(4)), static_cast<int>(rows.integer(6)),
                      static_cast<int>(rows.integer(7)), rows.real(5)});
  }
  const OrderAction action = *order_action_named(undone.action);
  std::int64_t restored = 0;
  if (action == OrderAction::prioritize) {
    Order given;
    given.fields = fields_of(connection_, undone.arguments);
    const int priority = std::atoi(given.field("priority").c_str());
    RangeStatement update(connection_, kRestorePriority);
    for (const Run& run : runs) restored += update.run(run.first, run.last, run.priority, priority);
    return restored;
  }
  const std::string reason = order_skip(action, undone.id).text();
  const std::string nothing;
  for (const bool was_pending : {true, false}) {
    const std::string& left_reason = was_pending ? reason : nothing;
    const UrlState left = was_pending ? UrlState::skipped : UrlState::pending;
    const std::string_view as_left = was_pending ? kAsDropped : kAsRequeued;
    const std::string select =
        with("SELECT host_id, count(*), crawl_id FROM urls WHERE {} GROUP BY 1, 3", as_left);
    Statement count_one(connection_, with(select, kOneId)), count(connection_, with(select, kIds));
    RangeStatement update(connection_, with(kRestore, as_left));
    for (const Run& run : runs) {
      if ((run.state == "pending") != was_pending) continue;
      {
        Statement& counting = run.first == run.last ? count_one : count;
        Rows rows = counting.rows(run.first, run.last, left_reason);
        while (rows.next()) {
          const UrlState state = url_state_named(run.state);
          counters_.moved(rows.integer(0), left, state, rows.integer(1));
          if (left == UrlState::skipped) counters_.skipped(rows.integer(2), left_reason, -rows.integer(1));
          if (state == UrlState::skipped) counters_.skipped(run.crawl_id, run.reason, rows.integer(1));
          hosts_.insert(rows.integer(0));
        }
      }
      restored += update.run(run.first, run.last, left_reason, run.state, run.reason, run.priority,
                             run.due_at, run.attempts, run.kills, run.crawl_id);
    }
  }
  return restored;
}

/// Orders for one host leave their mark in the ledger.
std::int64_t OrderWriter::set_hosts(const OrderTask& task) {
  const bool is_undo = task.order.action == OrderAction::undo;
  const OrderAction action = is_undo ? *order_action_named(task.undoes->action) : task.order.action;
  const OrderFields fields = is_undo ? fields_of(connection_, task.undoes->arguments) : task.order.fields;
  Order given;
  given.fields = fields;
  const bool is_pause = action == OrderAction::pause || action == OrderAction::resume;
  if (!is_pause && action != OrderAction::delay) return 0;
  if (is_pause && given.field("host").empty()) return 0;
  const auto hosts = hosts_named(connection_, given.field("host"));
  const bool is_paused = (action == OrderAction::pause) != is_undo;
  std::optional<double> delay;
  for (const SettingChange& change : task.settings)
    if (change.name == "own_delay" && change.after != "null") delay = std::atof(change.after.c_str());
  for (const auto& [id, name] : hosts) {
    if (is_pause)
      Statement(connection_, "UPDATE hosts SET paused = ? WHERE id = ?").run(is_paused ? 1 : 0, id);
    if (!is_pause) Statement(connection_, "UPDATE hosts SET own_delay = ? WHERE id = ?").run(delay, id);
  }
  return 0;
}

void OrderWriter::set_config(const std::vector<SettingChange>& settings) {
  Statement update(connection_, R"sql(
UPDATE crawls SET config = json_set(config, '$.' || ?1, json(?2)) WHERE id = ?3 AND json_valid(config))sql");
  for (const SettingChange& change : settings)
    if (change.name != "own_delay") update.run(change.name, change.after, crawl_id_);
}

/// A crawl that was finished can be resumed while URLs wait again.
void OrderWriter::reopen_crawl() {
  Statement(connection_, R"sql(
UPDATE crawls SET status = 'interrupted', exit_reason = 'requeued'
WHERE id = ? AND status = 'finished' AND EXISTS (SELECT 1 FROM urls WHERE state = 'pending'))sql")
      .run(crawl_id_);
  Statement(connection_, R"sql(
UPDATE crawls SET status = 'finished', exit_reason = 'nothing left to fetch'
WHERE id = ? AND exit_reason = 'requeued' AND NOT EXISTS (SELECT 1 FROM urls WHERE state = 'pending'))sql")
      .run(crawl_id_);
}

void OrderWriter::note(const StoredOrder& order) {
  Statement(connection_,
            "INSERT INTO events(at, level, kind, message, crawl_id) VALUES (?, 'info', 'steering', ?, ?)")
      .run(text::iso_time(now_), fmt::format("order {} from {}: {}", order.id, order.source, order.message),
           crawl_id_);
}

}  // namespace trawl::storage
