#include "storage/tables/counters.hpp"

namespace trawl::storage {
namespace {

constexpr const char* kAdd = R"sql(
INSERT INTO counters(crawl_id, kind, name, value) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET value = value + excluded.value)sql";

std::size_t index_of(UrlState state) {
  return static_cast<std::size_t>(state);
}

}  // namespace

Counters::Counters(Connection& connection)
    : add_(connection, kAdd),
      add_pending_(connection, "UPDATE hosts SET pending = pending + ? WHERE id = ?") {}

void Counters::moved(std::int64_t host_id, std::optional<UrlState> before, UrlState after,
                     const std::string& reason_before, const std::string& reason_after, std::int64_t urls) {
  if (before) {
    states_[index_of(*before)] -= urls;
    if (*before == UrlState::pending) pending_by_host_[host_id] -= urls;
    if (*before == UrlState::skipped) reasons_[reason_before] -= urls;
  }
  states_[index_of(after)] += urls;
  if (after == UrlState::pending) pending_by_host_[host_id] += urls;
  if (after == UrlState::skipped) reasons_[reason_after] += urls;
}

void Counters::page(int status, const std::string& error, std::int64_t bytes) {
  const auto index = static_cast<std::size_t>(status_class(status));
  ++status_classes_[index < status_classes_.size() ? index : 0];
  if (!error.empty()) ++errors_[error];
  ++pages_;
  bytes_ += bytes;
}

void Counters::page_withdrawn(int status, const std::string& error, std::int64_t bytes) {
  const auto index = static_cast<std::size_t>(status_class(status));
  --status_classes_[index < status_classes_.size() ? index : 0];
  if (!error.empty()) --errors_[error];
  --pages_;
  bytes_ -= bytes;
}

void Counters::write(std::int64_t crawl_id) {
  for (std::size_t i = 0; i < states_.size(); ++i)
    add(crawl_id, "url state", name_of(static_cast<UrlState>(i)), states_[i]);
  for (std::size_t i = 0; i < status_classes_.size(); ++i)
    add(crawl_id, "status class", std::to_string(i), status_classes_[i]);
  for (const auto& [reason, urls] : reasons_)
    add(crawl_id, "skip reason", reason.empty() ? "other" : reason, urls);
  for (const auto& [error, pages] : errors_) add(crawl_id, "error", error, pages);
  add(crawl_id, "total", "pages", pages_);
  add(crawl_id, "total", "bytes", bytes_);
  add(crawl_id, "total", "links", links_);
  add(crawl_id, "total", "sitemaps", sitemaps_);
  for (const auto& [host_id, urls] : pending_by_host_)
    if (urls != 0) add_pending_.run(urls, host_id);
  discard();
}

void Counters::add(std::int64_t crawl_id, std::string_view kind, std::string_view name, std::int64_t delta) {
  if (delta != 0) add_.run(crawl_id, kind, name, delta);
}

void Counters::discard() {
  states_ = {};
  status_classes_ = {};
  pages_ = bytes_ = links_ = sitemaps_ = 0;
  reasons_.clear();
  errors_.clear();
  pending_by_host_.clear();
}

CrawlTotals crawl_totals(Connection& connection, std::int64_t crawl_id) {
  CrawlTotals totals;
  Statement select(connection, "SELECT name, value FROM counters WHERE crawl_id = ? AND kind = 'total'");
  Rows rows = select.rows(crawl_id);
  while (rows.next()) {
    const std::string name = rows.text(0);
    if (name == "pages") totals.pages = rows.integer(1);
    if (name == "bytes") totals.bytes = rows.integer(1);
    if (name == "links") totals.links = rows.integer(1);
    if (name == "sitemaps") totals.sitemaps = rows.integer(1);
  }
  totals.pending =
      connection.integer("SELECT sum(value) FROM counters WHERE kind = 'url state' AND name = 'pending'");
  return totals;
}

}  // namespace trawl::storage
