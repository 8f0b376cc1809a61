#include "storage/tables/shape_table.hpp"

#include <algorithm>

#include "storage/skip_reason.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kWrite = R"sql(
INSERT INTO shapes(crawl_id, host_id, shape, fetched, new_content, new_items, recent) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET fetched = fetched + excluded.fetched, new_content = new_content + excluded.new_content,
  new_items = new_items + excluded.new_items, recent = excluded.recent)sql";

/// What the user named, and what is more than a GET, is never held.
constexpr const char* kWaiting = R"sql(
SELECT id, url FROM urls
WHERE state = 'pending' AND host_id = ? AND kind = 'page' AND depth > 0 AND request IS NULL)sql";

constexpr const char* kShapes = R"sql(
SELECT s.id, h.name, s.shape, s.state, s.fetched, s.new_content, s.new_items, s.recent,
       iif(s.state = 'held',
           (SELECT count(*) FROM urls WHERE state = 'held' AND host_id = s.host_id AND skip_reason = ?3 || s.shape), 0)
FROM shapes AS s JOIN hosts AS h ON h.id = s.host_id
WHERE s.crawl_id = ?1 ORDER BY s.state = 'held' DESC, s.fetched DESC, s.id LIMIT ?2)sql";

/// As in `urls.skip_reason`.
std::string reason_of(const std::string& shape) {
  return Skip(SkipReason::trap, shape_detail(shape)).text();
}

}  // namespace

ShapeTable::ShapeTable(Connection& connection, Counters& counters)
    : counters_(counters),
      connection_(connection),
      write_(connection, kWrite),
      hold_(connection,
            "UPDATE shapes SET state = 'held', held_at = ? WHERE crawl_id = ? AND host_id = ? AND shape = ? "
            "AND state = 'open'"),
      waiting_(connection, kWaiting),
      hold_url_(connection, "UPDATE urls SET state = 'held', skip_reason = ? WHERE id = ?"),
      find_(connection, "SELECT host_id, shape, crawl_id FROM shapes WHERE id = ?"),
      decide_(connection, "UPDATE shapes SET state = ? WHERE id = ?"),
      release_(connection,
               "UPDATE urls SET state = 'pending', skip_reason = NULL, due_at = 0 "
               "WHERE state = 'held' AND host_id = ? AND skip_reason = ?"),
      drop_(connection,
            "UPDATE urls SET state = 'skipped' WHERE state = 'held' AND host_id = ? AND skip_reason = ?") {}

void ShapeTable::add(std::int64_t host_id, const std::vector<ShapeChange>& changes) {
  for (const ShapeChange& change : changes) {
    ShapeChange& sum = changes_[{host_id, change.shape}];
    sum.shape = change.shape;
    sum.fetched += change.fetched;
    sum.new_content += change.new_content;
    sum.new_items += change.new_items;
    sum.recent = change.recent;
    if (change.holds) sum.holds = change.holds;
  }
}

void ShapeTable::flush(std::int64_t crawl_id, const std::string& now) {
  for (const auto& [key, change] : changes_) {
    write_.run(crawl_id, key.first, change.shape, change.fetched, change.new_content, change.new_items,
               static_cast<std::int64_t>(change.recent));
    if (change.holds && hold_.run(now, crawl_id, key.first, change.shape) > 0) hold(key.first, change);
  }
  changes_.clear();
}

void ShapeTable::hold(std::int64_t host_id, const ShapeChange& change) {
  std::vector<std::int64_t> ids;
  {
    Rows rows = waiting_.rows(host_id);
    while (rows.next())
      if (change.holds(rows.text(1))) ids.push_back(rows.integer(0));
  }
  const std::string reason = reason_of(change.shape);
  for (const std::int64_t id : ids) hold_url_.run(reason, id);
  if (ids.empty()) return;
  counters_.moved(host_id, UrlState::pending, UrlState::held, static_cast<std::int64_t>(ids.size()));
}

std::pair<std::int64_t, std::int64_t> ShapeTable::decide(const ShapeOrder& order) {
  std::int64_t host_id = 0, crawl_id = 0;
  std::string reason;
  {
    Rows rows = find_.rows(order.id);
    if (!rows.next()) return {0, 0};
    host_id = rows.integer(0);
    reason = reason_of(rows.text(1));
    crawl_id = rows.integer(2);
  }
  decide_.run(name_of(order.state), order.id);
  if (order.state == ShapeState::dropped) {
    const std::int64_t urls = drop_.run(host_id, reason);
    counters_.moved(host_id, UrlState::held, UrlState::skipped, urls);
    counters_.skipped(crawl_id, reason, urls);
    return {host_id, 0};
  }
  if (order.state != ShapeState::released) return {host_id, 0};
  const std::int64_t urls = release_.run(host_id, reason);
  if (urls > 0) counters_.moved(host_id, UrlState::held, UrlState::pending, urls);
  return {host_id, urls};
}

std::int64_t ShapeTable::release(std::int64_t crawl_id, const std::vector<std::string>& words) {
  std::int64_t urls = 0;
  if (words.empty()) return urls;
  for (const ShapeRecord& shape : read_shapes(connection_, crawl_id, kAllShapes)) {
    const bool is_named = std::any_of(words.begin(), words.end(),
                                      [&](const std::string& word) { return names_shape(word, shape); });
    if (is_named && shape.state == ShapeState::held)
      urls += decide(ShapeOrder(shape.id, ShapeState::released)).second;
  }
  return urls;
}

bool names_shape(std::string_view word, const ShapeRecord& shape) {
  return word == "all" || word == std::to_string(shape.id) || word == shape.shape ||
         word == shape.host + shape.shape;
}

std::vector<ShapeRecord> read_shapes(Connection& connection, std::int64_t crawl_id, int most) {
  std::vector<ShapeRecord> shapes;
  Statement select(connection, kShapes);
  const std::string before_shape = reason_of("");
  Rows rows = select.rows(crawl_id, most, before_shape);
  while (rows.next()) {
    ShapeRecord& shape = shapes.emplace_back();
    shape.id = rows.integer(0);
    shape.host = rows.text(1);
    shape.shape = rows.text(2);
    shape.state = shape_state_named(rows.text(3));
    shape.fetched = rows.integer(4);
    shape.new_content = rows.integer(5);
    shape.new_items = rows.integer(6);
    shape.recent = static_cast<std::uint64_t>(rows.integer(7));
    shape.waiting = rows.integer(8);
  }
  return shapes;
}

}  // namespace trawl::storage
