#include "storage/report/report_source.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/schema.hpp"
#include "storage/file/views.hpp"
#include "storage/report/fragment_check.hpp"
#include "storage/report/link_rank.hpp"
#include "storage/report/near_duplicates.hpp"
#include "storage/report/unlinked.hpp"

namespace trawl::storage {
namespace {

/// Files of earlier versions have no anchors.
constexpr std::int64_t kAnchors = 5;
/// Files of earlier versions do not say which pages are superseded.
constexpr std::int64_t kSupersededPages = 7;
/// From so many pages on the index takes a second or more.
constexpr std::int64_t kManyPages = 200'000;

/// Those views of a crawl file that reports read, besides their own.
constexpr std::array<std::string_view, 9> kViewsOfReports{
    "failures",     "error_summary", "host_summary",   "status_by_depth", "inlinks",
    "broken_links", "slow_pages",    "missing_titles", "redirect_chains"};

const std::string& view_named(std::string_view name) {
  const auto all = views();
  return std::find_if(all.begin(), all.end(), [&](const View& view) { return view.name == name; })->select;
}

Connection open(const std::filesystem::path& file) {
  Connection connection = open_for_reading(file);
  if (connection.integer("PRAGMA user_version") < kAnchors)
    throw Error(
        ErrorKind::read_only,
        file.string() + ": an older trawl has written it; 'trawl recrawl' brings it up to date first");
  // The file stays as it is, since it was opened for reading.
  connection.execute("PRAGMA query_only = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536");
  return connection;
}

/// A view of that name reads other temporary views, since in SQL these stand before those of the file.
void create_view(Connection& connection, std::string_view name) {
  connection.execute(fmt::format("CREATE TEMP VIEW {} AS {}", name, view_named(name)));
}

/// Makes the newest pages a table of narrow rows, from which `pages_latest` is read, too.
void create_index(Connection& connection) {
  if (connection.integer("PRAGMA user_version") < kSupersededPages) {
    connection.execute("CREATE TEMP TABLE superseded_pages(page_id INTEGER PRIMARY KEY)");
    connection.execute(fill_superseded_pages_sql());
  }
  create_view(connection, "pages_latest");
  connection.execute(fmt::format("CREATE TEMP TABLE page_facts AS {}", view_named("page_facts")));
  connection.execute(R"sql(
DROP VIEW temp.pages_latest;
CREATE UNIQUE INDEX temp.page_facts_by_url ON page_facts(url_id);
CREATE UNIQUE INDEX temp.page_facts_by_id ON page_facts(id);
CREATE TEMP VIEW pages_latest AS SELECT * FROM page_facts;)sql");
}

}  // namespace

ReportSource::ReportSource(const std::filesystem::path& file, ReportHooks hooks)
    : file_(file),
      hooks_(std::move(hooks)),
      connection_(open(file)),
      moment_(connection_, Transaction::Kind::deferred) {
  const std::int64_t pages = connection_.integer("SELECT max(id) FROM pages");
  if (pages >= kManyPages && hooks_.notice)
    hooks_.notice(fmt::format("building page_facts, a temporary index of {} pages", pages));
  create_index(connection_);
  for (const std::string_view name : kViewsOfReports) create_view(connection_, name);
  for (const View& view : report_views())
    if (view.name != "page_facts") create_view(connection_, view.name);
}

void ReportSource::prepare(Report::Needs needs) {
  const bool has_many = connection_.integer("SELECT max(id) FROM pages") >= kManyPages;
  const auto announce = [&](const char* what) {
    if (has_many && hooks_.notice) hooks_.notice(what);
  };
  if (needs == Report::Needs::near_duplicates && !std::exchange(has_near_, true)) {
    announce("building near_pairs, of the fingerprints of all pages");
    create_near_duplicates(connection_);
  }
  if (needs == Report::Needs::orphans && !std::exchange(has_orphans_, true)) {
    announce("building unlinked_urls, of the links of all pages");
    create_orphans(connection_);
  }
  if (needs == Report::Needs::link_rank && !std::exchange(has_ranks_, true)) {
    announce("building link_ranks, of the links of all pages");
    create_link_rank(connection_);
  }
  if (needs == Report::Needs::fragments && !std::exchange(has_fragments_, true))
    create_missing_fragments(connection_, file_, hooks_);
}

QueryEnd ReportSource::run(const Report& report, RowSink& sink, std::int64_t most) {
  prepare(report.needs);
  Statement statement(connection_, report.sql);
  const auto names = statement.columns();
  sink.columns(names);
  QueryEnd end;
  std::vector<Value> cells(names.size());
  Rows rows = statement.rows();
  while (rows.next()) {
    if (most > 0 && end.rows == most) {
      end.cut = true;
      break;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = rows.value(static_cast<int>(i));
    sink.row(cells);
    ++end.rows;
  }
  sink.end();
  return end;
}

}  // namespace trawl::storage
