#include "storage/page_sums.hpp"

#include <array>
#include <numeric>
#include <utility>

#include "storage/file/database.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {
namespace {

constexpr std::array kSeconds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0};
constexpr std::array kBytes{256.0,     1'024.0,     4'096.0,     16'384.0,    65'536.0,
                            262'144.0, 1'048'576.0, 4'194'304.0, 16'777'216.0};
constexpr int kRowsAtOnce = 5'000;

constexpr const char* kNext = R"sql(
SELECT p.id, p.elapsed_ms, p.status, p.size, p.content_type, u.depth
FROM pages AS p JOIN urls AS u ON u.id = p.url_id
WHERE p.id > ?1 AND p.crawl_id = ?2 ORDER BY p.id LIMIT ?3)sql";

/// The newest crawl: one that runs, or the one that was the last to end.
constexpr const char* kCrawl =
    "SELECT id FROM crawls ORDER BY ifnull(finished_at, 'running') DESC, id DESC LIMIT 1";

}  // namespace

PageSums::PageSums() : durations(kSeconds), sizes(kBytes) {}

PageSums PageSummer::sums(std::chrono::milliseconds budget) {
  const auto deadline = std::chrono::steady_clock::now() + budget;
  const std::scoped_lock lock(mutex_);
  Connection connection = open_for_reading(file_);
  const Transaction moment(connection, Transaction::Kind::deferred);
  const std::int64_t crawl = connection.integer(kCrawl);
  const auto begin_anew = [&] {
    sums_ = PageSums();
    sums_.crawl_id = crawl;
    last_id_ = 0;
    gap_.reset();
  };
  if (crawl != sums_.crawl_id) begin_anew();
  if (crawl == 0) {
    sums_.is_complete = true;
    return sums_;
  }
  const CrawlCounts counts = read_counts(connection, crawl);
  const auto& classes = counts.status_classes;
  const auto counted = std::accumulate(classes.begin(), classes.end(), std::int64_t{0});
  read_more(connection, deadline);
  if (sums_.is_complete && gap_ && sums_.rows - counted != *gap_) {
    begin_anew();
    read_more(connection, deadline);
  }
  if (sums_.is_complete) gap_ = sums_.rows - counted;
  return sums_;
}

void PageSummer::read_more(Connection& connection, std::chrono::steady_clock::time_point deadline) {
  Statement next(connection, kNext);
  for (int read = kRowsAtOnce; read == kRowsAtOnce;) {
    if (std::chrono::steady_clock::now() > deadline) {
      sums_.is_complete = false;
      return;
    }
    read = 0;
    Rows rows = next.rows(last_id_, sums_.crawl_id, kRowsAtOnce);
    while (rows.next()) {
      ++read;
      last_id_ = rows.integer(0);
      ++sums_.rows;
      sums_.durations.add(static_cast<double>(rows.integer(1)) / 1'000);
      const std::int64_t status = rows.integer(2);
      if (status > 0) sums_.sizes.add(status == 304 ? 0 : static_cast<double>(rows.integer(3)));
      std::string type = rows.text(4);
      if (sums_.types.size() < PageSums::kMostTypes || sums_.types.contains(type))
        ++sums_.types[std::move(type)];
      ++sums_.depths[rows.integer(5)];
    }
  }
  sums_.is_complete = true;
}

}  // namespace trawl::storage
