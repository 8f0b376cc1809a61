#include "storage/file_counts.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "storage/file/database.hpp"
#include "storage/tables/counters.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::storage {
namespace {

constexpr int kValueBytes = 64 * 1024 * 1024;

constexpr const char* kNewestCrawl =
    "SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1";

constexpr const char* kStatuses = R"sql(
SELECT ifnull(sum(status BETWEEN ?2 AND ?3), 0), count(*) FROM pages WHERE crawl_id = ?1)sql";

constexpr const char* kErrors = R"sql(
SELECT ifnull(sum(error IS NOT NULL AND (?2 IS NULL OR error = ?2)), 0), count(*) FROM pages WHERE crawl_id = ?1)sql";

constexpr const char* kViews = "SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name";

Share share_of(Rows rows) {
  Share share;
  if (rows.next()) share = {.count = rows.integer(0), .of = rows.integer(1)};
  return share;
}

/// The columns of `urls`, with `state` as it was: a page had an outcome.
std::string columns_as_before(Connection& connection) {
  std::string columns;
  Statement all(connection, "SELECT name FROM pragma_table_xinfo('urls')");
  Rows rows = all.rows();
  while (rows.next()) {
    const std::string name = rows.text(0);
    if (!columns.empty()) columns += ", ";
    columns += name != "state" ? "u." + quoted_name(name) : R"sql(
      iif(EXISTS (SELECT 1 FROM main.pages AS p WHERE p.url_id = u.id AND p.crawl_id < (SELECT max(id) FROM main.crawls)),
          'done', u.state) AS state)sql";
  }
  return columns;
}

/// Puts views of the time before the newest crawl before those of the file: temporary ones with the same
/// names, over the pages and URLs of then.
void show_time_before(Connection& connection) {
  std::vector<std::string> creates;
  {
    Statement all(connection, kViews);
    Rows rows = all.rows();
    while (rows.next()) {
      const std::string sql = rows.text(1);
      if (sql.starts_with("CREATE VIEW ")) creates.push_back("CREATE TEMP VIEW " + sql.substr(12));
    }
  }
  connection.execute("PRAGMA query_only = OFF");  // the file itself was opened for reading only
  connection.execute(R"sql(
CREATE TEMP VIEW pages AS SELECT * FROM main.pages WHERE crawl_id < (SELECT max(id) FROM main.crawls);
CREATE TEMP VIEW urls AS SELECT )sql" +
                     columns_as_before(connection) +
                     R"sql(
  FROM main.urls AS u WHERE u.discovered_at < (SELECT started_at FROM main.crawls ORDER BY id DESC LIMIT 1);)sql");
  for (const std::string& create : creates) connection.execute(create);
  connection.execute("PRAGMA query_only = ON");
}

}  // namespace

FileCounts::FileCounts(const std::filesystem::path& file)
    : file_(file), connection_(open_for_reading(file)), crawl_id_(connection_.integer(kNewestCrawl)) {
  connection_.allow_reading_only(kValueBytes);
}

Share FileCounts::statuses(int low, int high) {
  Statement select(connection_, kStatuses);
  return share_of(select.rows(crawl_id_, low, high));
}

Share FileCounts::errors(const std::string& name) {
  Statement select(connection_, kErrors);
  return share_of(select.rows(crawl_id_, name));
}

std::optional<Share> FileCounts::number(const std::string& name) {
  const CrawlCounts counts = read_counts(connection_, crawl_id_);
  const auto whole = [](std::int64_t count) { return Share{.count = count, .of = 0}; };
  if (name == "pages") return whole(counts.pages);
  if (name == "sitemaps") return whole(counts.sitemaps);
  if (name == "errors") return Share{.count = counts.error_count(), .of = counts.pages + counts.sitemaps};
  if (name == "retries") return whole(counts.retries);
  if (name == "queued") return whole(counts.queued);
  if (name == "held") return whole(counts.held);
  if (name == "links") return whole(counts.links);
  if (name == "bytes") return whole(counts.bytes);
  if (name == "hosts") return whole(counts.hosts);
  if (name != "skipped") return std::nullopt;
  return whole(std::accumulate(counts.skipped.begin(), counts.skipped.end(), std::int64_t{0},
                               [](std::int64_t sum, const auto& reason) { return sum + reason.second; }));
}

std::vector<std::string> FileCounts::views() {
  std::vector<std::string> names;
  Statement select(connection_, kViews);
  Rows rows = select.rows();
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

std::int64_t FileCounts::rows_of(const std::string& view) {
  return connection_.integer(fmt::format("SELECT count(*) FROM {}", quoted_name(view)));
}

std::vector<std::string> FileCounts::columns_of(const std::string& view) {
  return Statement(connection_, fmt::format("SELECT * FROM {} LIMIT 0", quoted_name(view))).columns();
}

std::optional<std::int64_t> FileCounts::new_rows_of(const std::string& view) {
  if (connection_.integer("SELECT count(*) FROM (SELECT 1 FROM crawls LIMIT 2)") < 2) return std::nullopt;
  const std::vector<std::string> all = columns_of(view);
  std::string columns;
  for (const bool only_urls : {true, false}) {
    for (const std::string& name : all)
      if (!only_urls || name == "url" || name.ends_with("_url"))
        columns.append(columns.empty() ? "" : ", ").append(quoted_name(name));
    if (!columns.empty()) break;
  }
  Connection both = open_for_reading(file_);
  show_time_before(both);
  both.allow_reading_only(kValueBytes);
  return both.integer(
      fmt::format("SELECT count(*) FROM (SELECT {1} FROM main.{0} EXCEPT SELECT {1} FROM temp.{0})",
                  quoted_name(view), columns));
}

}  // namespace trawl::storage
