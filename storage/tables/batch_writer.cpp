#include "storage/tables/batch_writer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/time.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

std::optional<std::int64_t> redirect_target(const Visit& visit, const std::vector<std::int64_t>& targets) {
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (visit.found[i].via_kind == ViaKind::redirect) return targets[i];
  return std::nullopt;
}

}  // namespace

BatchWriter::BatchWriter(Connection& connection, UrlTable& urls, Counters& counters)
    : urls_(urls),
      counters_(counters),
      url_state_(connection, "SELECT state, host_id, kind, skip_reason, crawl_id FROM urls WHERE id = ?"),
      settle_url_(connection,
                  "UPDATE urls SET state = ?, skip_reason = ?, due_at = ?, attempts = ?, kills = 0, "
                  "hop_cookies = ? WHERE id = ?"),
      ask_again_(
          connection,
          "UPDATE urls SET state = 'pending', skip_reason = NULL, due_at = 0, attempts = 0 WHERE id = ?"),
      last_page_(connection, R"sql(
SELECT id, status, error, size FROM pages WHERE url_id = ? AND crawl_id = ? ORDER BY id DESC LIMIT 1)sql"),
      delete_page_(connection, "DELETE FROM pages WHERE id = ?"),
      body_of_page_(connection, "SELECT body_id FROM pages WHERE id = ?"),
      events_(connection, counters),
      hosts_(connection),
      bodies_(connection),
      pages_(connection),
      links_(connection),
      sitemaps_(connection),
      structured_(connection),
      usage_(connection),
      cookies_(connection),
      stats_(connection),
      typed_hosts_(connection),
      items_(connection),
      shapes_(connection, counters) {}

void BatchWriter::declare_items(const std::vector<ItemTable>& tables, std::int64_t crawl_id) {
  items_.declare(tables);
  items_.begin_crawl(crawl_id);
}

CommitResult BatchWriter::write(const Batch& batch, std::int64_t crawl_id) {
  crawl_id_ = crawl_id;
  now_ = text::iso_time(text::epoch_now());
  result_ = {};
  pending_.clear();
  for (const auto& url : batch.urls) write_url(url, urls_.key_of(url), url.via_id);
  const auto body_ids = bodies_.add(batch.visits);
  for (std::size_t i = 0; i < batch.visits.size(); ++i) write_visit(batch.visits[i], body_ids[i]);
  for (const std::int64_t url_id : batch.judged_again) ask_again(url_id);
  shapes_.flush(crawl_id, now_);
  for (const ShapeOrder& order : batch.shape_orders)
    if (const auto [host_id, urls] = shapes_.decide(order); urls > 0) note_pending(host_id, 0, false, urls);
  links_.flush();
  for (const auto& host : batch.hosts) {
    if (host.robots_status) note_robots_change(host);
    hosts_.update(host);
    if (host.usage) usage_.replace_host(host.host_id, *host.usage);
    if (host.is_first_asked) counters_.host_asked();
  }
  for (const auto& event : batch.events) events_.add(event, crawl_id);
  if (batch.stats_step != 0) stats_.thin(crawl_id, batch.stats_step);
  stats_.write(batch.stats, crawl_id);
  cookies_.write(batch.cookies);
  typed_hosts_.write(batch.typed_hosts);
  for (auto& [host_id, added] : pending_) {
    added.host = hosts_.name(host_id);
    result_.pending.push_back(std::move(added));
  }
  return std::move(result_);
}

std::int64_t BatchWriter::write_url(const NewUrl& url, const Hash128& key,
                                    std::optional<std::int64_t> via_id) {
  const auto entry = urls_.add(url, key, via_id, crawl_id_, now_);
  if (entry.change == UrlTable::Change::added) {
    ++result_.new_urls;
    if (url.skip.reason == SkipReason::trap) note_trap(url, entry.id, entry.host_id);
  }
  if (entry.change != UrlTable::Change::none && url.state == UrlState::pending)
    note_pending(entry.host_id, 0, entry.new_host);
  return entry.id;
}

void BatchWriter::write_visit(const Visit& visit, std::optional<std::int64_t> body_id) {
  if (visit.is_withdrawal) return withdraw(visit);
  const auto settled = settle_url(visit);
  if (!settled) return;
  std::vector<std::int64_t> targets;
  targets.reserve(visit.found.size());
  keys_.clear();
  for (const auto& url : visit.found) keys_.push_back(urls_.key_of(url));
  for (std::size_t i = 0; i < keys_.size(); ++i)
    targets.push_back(write_url(visit.found[i], keys_[i], visit.url_id));
  if (!visit.shapes.empty()) shapes_.add(settled->host_id, visit.shapes);
  if (!visit.page) return usage_.replace_unstored(settled->host_id, visit.usage);
  if (visit.unchanged_id) body_id = body_of(*visit.unchanged_id);
  const std::int64_t page_id = write_page(visit, *settled, redirect_target(visit, targets), body_id);
  links_.add(page_id, visit, targets);
  sitemaps_.add(page_id, visit, targets);
  if (items_.has_tables()) write_items(visit, page_id);
  structured_.add(page_id, visit.structured);
  usage_.add_page(settled->host_id, page_id, visit.usage);
  counters_.links(static_cast<std::int64_t>(visit.links.size()));
}

/// What the row of a visited URL says.
BatchWriter::Visited BatchWriter::visited(std::int64_t url_id) {
  Rows rows = url_state_.rows(url_id);
  if (!rows.next()) throw Error(ErrorKind::sql, "no URL with id " + std::to_string(url_id));
  Visited url;
  url.state = url_state_named(rows.text(0));
  url.host_id = rows.integer(1);
  url.kind = url_kind_named(rows.text(2));
  url.skip_reason = rows.text(3);
  url.crawl_id = rows.integer(4);
  return url;
}

/// Takes back the last visit of a URL. The body stays, as other pages may have it too.
void BatchWriter::withdraw(const Visit& visit) {
  const Visited url = visited(visit.url_id);
  if (url.state == UrlState::leased || url.state == UrlState::pending) return;  // it is asked again anyway
  std::optional<std::int64_t> page_id;
  {
    Rows rows = last_page_.rows(visit.url_id, crawl_id_);
    if (rows.next()) {
      page_id = rows.integer(0);
      counters_.page(url.host_id, url.kind, static_cast<int>(rows.integer(1)), rows.text(2), rows.integer(3),
                     -1);
    }
  }
  if (page_id) {
    counters_.links(-links_.remove(*page_id));
    sitemaps_.remove(*page_id);
    items_.withdraw(*page_id, crawl_id_);
    structured_.remove(*page_id);
    usage_.remove(*page_id);
    delete_page_.run(*page_id);
  }
  ask_again(visit.url_id);
}

void BatchWriter::ask_again(std::int64_t url_id) {
  const Visited url = visited(url_id);
  if (url.state == UrlState::leased || url.state == UrlState::pending) return;
  ask_again_.run(url_id);
  counters_.moved(url.host_id, url.state, UrlState::pending);
  if (url.state == UrlState::skipped) counters_.skipped(url.crawl_id, url.skip_reason, -1);
  note_pending(url.host_id, 0, false);
}

/// None if the visit has been delivered before: then nothing of it may be written again.
std::optional<BatchWriter::Visited> BatchWriter::settle_url(const Visit& visit) {
  const Visited url = visited(visit.url_id);
  if (url.state != UrlState::leased && url.state != UrlState::pending) return std::nullopt;
  const std::string reason = visit.skip.text();
  settle_url_.run(name_of(visit.state), reason, visit.due_at, visit.attempts, visit.hop_cookies,
                  visit.url_id);
  counters_.moved(url.host_id, url.state, visit.state);
  if (visit.state == UrlState::skipped) counters_.skipped(url.crawl_id, reason, 1);
  if (visit.state == UrlState::pending) note_pending(url.host_id, visit.due_at, false);
  if (visit.state == UrlState::skipped) urls_.skipped(visit.url_id, visit.skip.reason);
  return url;
}

std::int64_t BatchWriter::write_page(const Visit& visit, const Visited& url,
                                     std::optional<std::int64_t> redirect_id,
                                     std::optional<std::int64_t> body_id) {
  const PageRecord& page = *visit.page;
  PageKeys keys;
  keys.crawl_id = crawl_id_;
  keys.url_id = visit.url_id;
  keys.redirect_id = redirect_id;
  keys.body_id = body_id;
  counters_.page(url.host_id, url.kind, page.status, page.error, page.size);
  return pages_.add(page, keys);
}

void BatchWriter::write_items(const Visit& visit, std::int64_t page_id) {
  ItemPage page;
  page.id = page_id;
  page.url_id = visit.url_id;
  page.crawl_id = crawl_id_;
  page.url = visit.page->url;
  page.seen_at = text::iso_time(visit.page->fetched_at);
  const bool has_body = visit.page->status != 304 || visit.unchanged_id;
  page.is_whole = status_class(visit.page->status) == 2 && visit.page->error.empty() && has_body &&
                  !visit.page->truncated;
  const auto repeats = items_.write(page, visit.items, visit.field_health);
  for (std::size_t table = 0; table < repeats.size(); ++table)
    if (repeats[table] > 0) note_repeats(visit, items_.tables()[table].name, repeats[table]);
}

/// A person would miss the rows and not know why.
void BatchWriter::note_repeats(const Visit& visit, const std::string& table, std::int64_t rows) {
  Event event;
  event.at = visit.page->fetched_at;
  event.level = "warning";
  event.kind = "key repeated";
  event.url_id = visit.url_id;
  event.host_id = visit.host_id;
  event.message = fmt::format("{} row{} of {} had the key of a later row of the page, which replaced {}",
                              rows, rows == 1 ? "" : "s", table, rows == 1 ? "it" : "them");
  events_.add(event, crawl_id_);
}

/// That a host's robots.txt is another one than before is news: what it says decides what is asked.
void BatchWriter::note_robots_change(const HostUpdate& host) {
  const auto change = hosts_.robots_change(host);
  if (!change) return;
  Event event;
  event.at = host.robots_fetched_at.value_or(text::epoch_now());
  event.level = "info";
  event.kind = "robots changed";
  event.host_id = host.host_id;
  event.message = *change;
  events_.add(event, crawl_id_);
}

void BatchWriter::note_trap(const NewUrl& url, std::int64_t url_id, std::int64_t host_id) {
  Event event;
  event.at = text::epoch_now();
  event.level = "info";
  event.kind = "trap";
  event.url_id = url_id;
  event.host_id = host_id;
  event.message = fmt::format("not followed, as it looks like one of endlessly many ({}): {}",
                              std::string_view(url.skip.detail), url.url);
  events_.add(event, crawl_id_);
}

void BatchWriter::finish(std::int64_t crawl_id, EpochSeconds now) {
  events_.add_rest(crawl_id, now);
}

std::optional<std::int64_t> BatchWriter::body_of(std::int64_t page_id) {
  Rows rows = body_of_page_.rows(page_id);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.integer(0);
}

void BatchWriter::note_pending(std::int64_t host_id, EpochSeconds due_at, bool new_host, std::int64_t count) {
  const auto [entry, first] = pending_.try_emplace(host_id);
  AddedPending& added = entry->second;
  added.host_id = host_id;
  added.earliest_due = first ? due_at : std::min(added.earliest_due, due_at);
  const bool is_first_retry = added.earliest_retry == 0 || due_at < added.earliest_retry;
  if (due_at > 0 && is_first_retry) added.earliest_retry = due_at;
  added.new_host = added.new_host || new_host;
  added.count += count;
}

}  // namespace trawl::storage
