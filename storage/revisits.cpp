#include "storage/revisits.hpp"

#include <algorithm>
#include <chrono>

#include "storage/file/database.hpp"
#include "storage/query.hpp"

namespace trawl::storage {
namespace {

constexpr std::chrono::minutes kLongest{10};

/// The header's value as text; headers are pairs of name and value.
constexpr const char* kFacts = R"sql(
WITH listed AS MATERIALIZED (SELECT url_id, max(lastmod) AS lastmod FROM sitemap_entries GROUP BY url_id)
SELECT p.url_id, h.visits, h.versions, (julianday(p.fetched_at) - 2440587.5) * 86400,
       (julianday(h.first_seen) - 2440587.5) * 86400, p.status, p.error,
       (SELECT value ->> 1 FROM json_each(p.headers) WHERE lower(value ->> 0) = 'cache-control'),
       (SELECT value ->> 1 FROM json_each(p.headers) WHERE lower(value ->> 0) = 'expires'),
       (SELECT value ->> 1 FROM json_each(p.headers) WHERE lower(value ->> 0) = 'date'),
       (SELECT value ->> 1 FROM json_each(p.headers) WHERE lower(value ->> 0) = 'age'),
       p.last_modified, listed.lastmod
FROM (SELECT url_id, max(id) AS id, count(*) AS visits, count(DISTINCT content_hash) AS versions,
             min(fetched_at) AS first_seen
      FROM pages GROUP BY url_id) AS h
  CROSS JOIN pages AS p ON p.id = h.id LEFT JOIN listed ON listed.url_id = p.url_id
ORDER BY p.url_id)sql";

class Ids : public RowSink {
 public:
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override {
    if (const auto* id = std::get_if<std::int64_t>(cells.data())) ids.push_back(*id);
  }
  void end() override {}
  std::vector<std::int64_t> ids;
};

}  // namespace

void for_each_newest_page(const std::filesystem::path& file,
                          const std::function<void(const RevisitFacts&)>& visit) {
  Connection connection = open_for_reading(file);
  Statement select(connection, kFacts);
  Rows rows = select.rows();
  RevisitFacts facts;
  while (rows.next()) {
    facts.url_id = rows.integer(0);
    facts.visits = rows.integer(1);
    facts.versions = rows.integer(2);
    facts.fetched_at = rows.real(3);
    facts.first_seen = rows.real(4);
    facts.status = static_cast<int>(rows.integer(5));
    facts.error = rows.text(6);
    facts.cache_control = rows.text(7);
    facts.expires = rows.text(8);
    facts.date = rows.text(9);
    facts.age = rows.text(10);
    facts.last_modified = rows.text(11);
    facts.lastmod = rows.text(12);
    visit(facts);
  }
}

std::vector<std::int64_t> urls_where(const std::filesystem::path& file, const std::string& condition,
                                     const QueryExtras& extras) {
  const bool has_flat = open_for_reading(file).integer("PRAGMA user_version") >= 6;
  const std::string pages = has_flat ? "pages_flat" : "pages_latest";
  Ids sink;
  QueryLimits limits;
  limits.time = kLongest;
  // The line break ends a comment that the condition may end with.
  run_query(file, "SELECT url_id FROM " + pages + " WHERE (" + condition + "\n) ORDER BY url_id", sink,
            limits, extras);
  sink.ids.erase(std::unique(sink.ids.begin(), sink.ids.end()), sink.ids.end());
  return std::move(sink.ids);
}

}  // namespace trawl::storage
