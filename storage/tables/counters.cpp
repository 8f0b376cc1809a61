#include "storage/tables/counters.hpp"

#include <charconv>

namespace trawl::storage {
namespace {

constexpr const char* kAdd = R"sql(
INSERT INTO counters(crawl_id, kind, name, value) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET value = value + excluded.value)sql";

constexpr const char* kAddToHost = R"sql(
UPDATE hosts SET pending = pending + ?, pages = pages + ?, errors = errors + ?, bytes = bytes + ?
WHERE id = ?)sql";

constexpr const char* kRead = R"sql(
SELECT name, sum(value) AS total FROM counters
WHERE kind = ?1 AND crawl_id = ifnull(?2, crawl_id)
GROUP BY name HAVING total <> 0)sql";

/// From this version on the total of pages is without sitemaps.
constexpr std::int64_t kPagesWithoutSitemaps = 3;
/// From this version on each crawl has its own skip reasons; before, they add up over all crawls of a file.
constexpr std::int64_t kSkippedByCrawl = 7;

std::size_t index_of(UrlState state) {
  return static_cast<std::size_t>(state);
}

bool is_queued(UrlState state) {
  return state == UrlState::pending || state == UrlState::leased;
}

std::array<std::int64_t, 6> read_classes(Connection& connection, const std::string& kind,
                                         std::int64_t crawl_id) {
  std::array<std::int64_t, 6> classes{};
  for (const auto& [name, count] : read_counters(connection, kind, crawl_id)) {
    std::size_t digit = 0;
    std::from_chars(name.data(), name.data() + name.size(), digit);
    if (digit < classes.size()) classes[digit] += count;
  }
  return classes;
}

void add_up(std::map<std::string, std::int64_t>& counts, const std::string& name, std::int64_t change) {
  const auto entry = counts.try_emplace(name, 0).first;
  entry->second += change;
  if (entry->second == 0) counts.erase(entry);
}

}  // namespace

Counters::Counters(Connection& connection)
    : connection_(connection), add_(connection, kAdd), add_to_host_(connection, kAddToHost) {}

void Counters::moved(std::int64_t host_id, std::optional<UrlState> before, UrlState after,
                     std::int64_t urls) {
  const auto count = [&](UrlState state, std::int64_t change) {
    states_[index_of(state)] += change;
    if (is_queued(state)) hosts_[host_id].counts.queued += change;
    if (state == UrlState::pending) hosts_[host_id].pending += change;
  };
  if (before) count(*before, -urls);
  count(after, urls);
}

void Counters::skipped(std::int64_t crawl_id, const std::string& reason, std::int64_t urls) {
  reasons_[{crawl_id, reason.empty() ? "other" : reason}] += urls;
}

void Counters::page(std::int64_t host_id, UrlKind kind, int status, const std::string& error,
                    std::int64_t bytes, int rows) {
  const auto digit = static_cast<std::size_t>(status_class(status));
  const std::size_t index = digit < status_classes_.size() ? digit : 0;
  HostCounts& host = hosts_[host_id].counts;
  status_classes_[index] += rows;
  if (!is_sitemap(kind)) {
    totals_[kPages] += rows;
    page_classes_[error.empty() ? index : 0] += rows;
    host.pages += rows;
  } else {
    totals_[kSitemaps] += rows;
  }
  if (const std::string name = error_kind(status, error); !name.empty()) {
    errors_[name] += rows;
    host.errors += rows;
  }
  // A 304 stands for the body of before, which did not come again.
  const std::int64_t received = status == 304 ? 0 : bytes * rows;
  totals_[kBytes] += received;
  host.bytes += received;
}

void Counters::write(std::int64_t crawl_id) {
  for (std::size_t i = 0; i < states_.size(); ++i)
    add(crawl_id, "url state", name_of(static_cast<UrlState>(i)), states_[i]);
  for (std::size_t i = 0; i < status_classes_.size(); ++i) {
    add(crawl_id, "status class", std::to_string(i), status_classes_[i]);
    add(crawl_id, "page class", std::to_string(i), page_classes_[i]);
  }
  for (const auto& [reason, urls] : reasons_) add(reason.first, "skip reason", reason.second, urls);
  for (const auto& [error, pages] : errors_) add(crawl_id, "error", error, pages);
  for (std::size_t i = 0; i < kTotals; ++i) add(crawl_id, "total", kTotalNames[i], totals_[i]);
  for (const auto& [host_id, host] : hosts_) {
    const HostCounts& counts = host.counts;
    if (host.pending != 0 || counts.pages != 0 || counts.errors != 0 || counts.bytes != 0)
      add_to_host_.run(host.pending, counts.pages, counts.errors, counts.bytes, host_id);
  }
}

void Counters::add(std::int64_t crawl_id, std::string_view kind, std::string_view name, std::int64_t delta) {
  if (delta != 0) add_.run(crawl_id, kind, name, delta);
}

void Counters::committed() {
  ++transactions_;
  counts_.pages += totals_[kPages];
  counts_.sitemaps += totals_[kSitemaps];
  counts_.bytes += totals_[kBytes];
  counts_.links += totals_[kLinks];
  counts_.retries += totals_[kRetries];
  counts_.hosts_asked += totals_[kHostsAsked];
  counts_.hosts += new_hosts_;
  for (std::size_t i = 0; i < status_classes_.size(); ++i) {
    counts_.status_classes[i] += status_classes_[i];
    counts_.page_classes[i] += page_classes_[i];
  }
  for (const auto& [name, change] : errors_) add_up(counts_.errors, name, change);
  for (const auto& [reason, change] : reasons_)
    if (reason.first == crawl_id_) add_up(counts_.skipped, reason.second, change);
  counts_.leased += states_[index_of(UrlState::leased)];
  counts_.queued += states_[index_of(UrlState::pending)] + states_[index_of(UrlState::leased)];
  counts_.held += states_[index_of(UrlState::held)];
  for (const auto& [host_id, host] : hosts_)
    if (host.counts != HostCounts()) host_changes_[host_id] += host.counts;
  discard();
}

void Counters::discard() {
  totals_ = {};
  new_hosts_ = 0;
  states_ = {};
  status_classes_ = page_classes_ = {};
  reasons_.clear();
  errors_.clear();
  hosts_.clear();
}

void Counters::load(std::int64_t crawl_id) {
  crawl_id_ = crawl_id;
  counts_ = read_counts(connection_, crawl_id);
  host_changes_.clear();
}

std::vector<std::pair<std::int64_t, HostCounts>> Counters::take_host_changes() {
  std::vector<std::pair<std::int64_t, HostCounts>> changes(host_changes_.begin(), host_changes_.end());
  host_changes_.clear();
  return changes;
}

CrawlCounts read_counts(Connection& connection, std::int64_t crawl_id) {
  CrawlCounts counts;
  auto totals = read_counters(connection, "total", crawl_id);
  counts.pages = totals["pages"];
  counts.sitemaps = totals["sitemaps"];
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version < kPagesWithoutSitemaps) counts.pages -= counts.sitemaps;
  counts.bytes = totals["bytes"];
  counts.links = totals["links"];
  counts.retries = totals["retries"];
  counts.hosts_asked = totals["hosts asked"];
  counts.hosts = connection.integer("SELECT ifnull(max(id), 0) FROM hosts");  // no row ever goes
  counts.status_classes = read_classes(connection, "status class", crawl_id);
  counts.page_classes = read_classes(connection, "page class", crawl_id);
  counts.errors = read_counters(connection, "error", crawl_id);
  auto states = read_counters(connection, "url state", std::nullopt);
  counts.leased = states["leased"];
  counts.queued = states["pending"] + counts.leased;
  counts.held = states["held"];
  counts.skipped = read_counters(connection, "skip reason",
                                 version < kSkippedByCrawl ? std::nullopt : std::optional(crawl_id));
  return counts;
}

std::map<std::string, std::int64_t> read_counters(Connection& connection, const std::string& kind,
                                                  std::optional<std::int64_t> crawl_id) {
  std::map<std::string, std::int64_t> values;
  Statement select(connection, kRead);
  Rows rows = select.rows(kind, crawl_id);
  while (rows.next()) values[rows.text(0)] = rows.integer(1);
  return values;
}

}  // namespace trawl::storage
