#include "storage/crawl_pages.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kOldestSchema = 5;
/// 16 MB.
constexpr std::size_t kMostKnownTargets = 500'000;

/// In the order of an index, so nothing has to be sorted. The first heading of level 1 is looked for in the
/// JSON of headings.
constexpr const char* kPages = R"sql(
SELECT p.id, p.url_id, p.size, p.word_count, p.status, u.key, p.url, p.error, p.title, p.description, p.canonical, p.robots,
       CASE WHEN instr(p.meta, '[1,') THEN (
         SELECT value ->> 1 FROM json_each(p.meta, '$.headings') WHERE json_valid(p.meta) AND value ->> 0 = 1 LIMIT 1) END,
       target.url, p.content_hash, p.simhash)sql";

constexpr const char* kById = R"sql(
FROM pages AS p INDEXED BY pages_by_url CROSS JOIN urls AS u ON u.id = p.url_id
  LEFT JOIN urls AS target ON target.id = p.redirect_id
WHERE p.url_id > 0 AND p.crawl_id = ? AND u.kind = 'page' ORDER BY p.url_id, p.id)sql";

constexpr const char* kByKey = R"sql(
FROM urls AS u INDEXED BY urls_by_key CROSS JOIN pages AS p ON p.url_id = u.id
  LEFT JOIN urls AS target ON target.id = p.redirect_id
WHERE u.key > '' AND p.crawl_id = ? AND u.kind = 'page' ORDER BY u.key, p.id)sql";

constexpr const char* kTargets = R"sql(
SELECT DISTINCT t.key
FROM page_anchors AS p CROSS JOIN json_each(p.anchors) AS u CROSS JOIN anchors AS a ON a.id = u.value
  CROSS JOIN urls AS t ON t.id = a.url_id
WHERE p.page_id = ? ORDER BY t.key)sql";

Connection opened(const CrawlSide& side) {
  Connection connection = open_for_reading(side.file);
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version < kOldestSchema)
    throw Error(
        ErrorKind::items,
        fmt::format(
            "{}: an older trawl has written it (schema version {}); 'trawl recrawl' brings it up to date",
            side.file.string(), version));
  return connection;
}

CrawledPage crawled_page(const Rows& rows) {
  CrawledPage page;
  page.id = rows.integer(0);
  page.url_id = rows.integer(1);
  page.size = rows.integer(2);
  page.word_count = rows.integer(3);
  page.status = static_cast<int>(rows.integer(4));
  if (page.status == 304) page.status = 200;
  page.key = rows.text(5);
  page.url = rows.text(6);
  page.error = rows.text(7);
  page.title = rows.text(8);
  page.description = rows.text(9);
  page.canonical = rows.text(10);
  page.robots = rows.text(11);
  page.h1 = rows.text(12);
  page.redirect_url = rows.text(13);
  page.content_hash = rows.text(14);
  if (!rows.is_null(15)) page.simhash = rows.integer(15);
  return page;
}

}  // namespace

std::string CrawledPage::outcome() const {
  if (status == 0) return error.empty() ? "no answer" : error;
  return error.empty() ? std::to_string(status) : fmt::format("{} {}", status, error);
}

CrawlPages::CrawlPages(const CrawlSide& side, Order order)
    : crawl_id_(side.crawl_id),
      connection_(opened(side)),
      moment_(connection_, Transaction::Kind::deferred),
      select_(connection_, std::string(kPages) + (order == Order::id ? kById : kByKey)),
      fate_(connection_, "SELECT state, skip_reason, crawl_id FROM urls WHERE key = ?"),
      anchors_(connection_, "SELECT anchors FROM page_anchors WHERE page_id = ?"),
      target_(connection_, "SELECT u.key FROM anchors AS a JOIN urls AS u ON u.id = a.url_id WHERE a.id = ?"),
      targets_(connection_, kTargets),
      rows_(select_.rows(crawl_id_)) {
  if (rows_.next()) ahead_ = crawled_page(rows_);
}

std::optional<CrawledPage> CrawlPages::next() {
  std::optional<CrawledPage> page = std::exchange(ahead_, std::nullopt);
  if (!page) return page;
  while (rows_.next()) {
    CrawledPage following = crawled_page(rows_);
    const bool is_other = following.url_id != page->url_id;
    if (is_other) {
      ahead_ = std::move(following);
      break;
    }
    page = std::move(following);  // it was asked again in the same crawl
  }
  return page;
}

std::optional<std::string> CrawlPages::fate_of(const CrawledPage& page) {
  Rows rows = fate_.rows(page.key);
  if (!rows.next()) return "not reached";
  const std::string state = rows.text(0);
  if (rows.integer(2) != crawl_id_) return "not reached";
  if (state == "skipped") return "skipped: " + rows.text(1);
  if (state == "held") return "held back: " + rows.text(1);
  return std::nullopt;
}

std::uint64_t CrawlPages::target_of(std::int64_t anchor_id) {
  if (const auto known = known_targets_.find(anchor_id); known != known_targets_.end()) return known->second;
  if (known_targets_.size() >= kMostKnownTargets) known_targets_.clear();
  Rows rows = target_.rows(anchor_id);
  const std::uint64_t hash = rows.next() ? hash128(rows.text(0)).low : 0;
  return known_targets_[anchor_id] = hash;
}

const std::vector<std::uint64_t>& CrawlPages::targets(std::int64_t page_id) {
  found_.clear();
  std::string list;
  {
    Rows rows = anchors_.rows(page_id);
    if (rows.next()) list = rows.text(0);
  }
  const char* const end = list.data() + list.size();
  for (const char* at = list.data(); at < end; ++at) {
    std::int64_t id = 0;
    const auto [behind, error] = std::from_chars(at, end, id);
    if (error != std::errc()) continue;  // a bracket, or a comma
    if (const std::uint64_t target = target_of(id); target != 0) found_.push_back(target);
    at = behind - 1;
  }
  std::sort(found_.begin(), found_.end());
  found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
  return found_;
}

std::vector<std::string> CrawlPages::target_urls(std::int64_t page_id) {
  std::vector<std::string> urls;
  Rows rows = targets_.rows(page_id);
  while (rows.next()) urls.push_back(rows.text(0));
  return urls;
}

}  // namespace trawl::storage
