#include "storage/report/link_rank.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace trawl::storage {
namespace {

constexpr double kDamping = 0.85;
constexpr int kMostIterations = 50;
constexpr double kEnough = 1e-6;
constexpr std::uint32_t kNone = ~std::uint32_t{0};

std::size_t count_up_to(Connection& connection, const char* sql) {
  return static_cast<std::size_t>(connection.integer(sql)) + 1;
}

/// The pages of the graph, and how to find them.
struct Pages {
  std::vector<std::int64_t> url_ids;           ///< of each
  std::vector<std::uint32_t> by_url, by_page;  ///< from ids of urls and pages; kNone for others
  std::vector<std::uint32_t> redirects_to;     ///< kNone for no redirect
};

Pages read_pages(Connection& connection) {
  Pages pages;
  pages.by_url.assign(count_up_to(connection, "SELECT max(url_id) FROM page_facts"), kNone);
  pages.by_page.assign(count_up_to(connection, "SELECT max(id) FROM page_facts"), kNone);
  std::vector<std::int64_t> redirects;
  Statement select(connection, R"sql(
SELECT id, url_id, ifnull(redirect_id, 0) FROM page_facts
WHERE kind = 'page' AND error IS NULL AND (status_class = 2 OR redirect_id IS NOT NULL) ORDER BY id)sql");
  Rows rows = select.rows();
  while (rows.next()) {
    const auto place = static_cast<std::uint32_t>(pages.url_ids.size());
    pages.by_page[static_cast<std::size_t>(rows.integer(0))] = place;
    pages.by_url[static_cast<std::size_t>(rows.integer(1))] = place;
    pages.url_ids.push_back(rows.integer(1));
    redirects.push_back(rows.integer(2));
  }
  for (const std::int64_t target : redirects) {
    const auto at = static_cast<std::size_t>(target);
    pages.redirects_to.push_back(target > 0 && at < pages.by_url.size() ? pages.by_url[at] : kNone);
  }
  return pages;
}

/// The page to which each anchor leads; kNone for those that do not count.
std::vector<std::uint32_t> read_anchors(Connection& connection, const Pages& pages) {
  std::vector<std::uint32_t> targets(count_up_to(connection, "SELECT max(id) FROM anchors"), kNone);
  Statement select(connection, R"sql(
SELECT id, url_id FROM anchors
WHERE url_id IS NOT NULL AND NOT nofollow AND kind IN ('a', 'area', 'iframe', 'frame', 'refresh'))sql");
  Rows rows = select.rows();
  while (rows.next()) {
    const auto url = static_cast<std::size_t>(rows.integer(1));
    if (url < pages.by_url.size()) targets[static_cast<std::size_t>(rows.integer(0))] = pages.by_url[url];
  }
  return targets;
}

/// Appends the targets of a list as in `page_anchors`.
void append_targets(std::vector<std::uint32_t>& out, std::string_view list,
                    const std::vector<std::uint32_t>& targets) {
  const char* at = list.data();
  const char* const end = at + list.size();
  while (at != end) {
    std::size_t anchor = 0;
    const auto read = std::from_chars(++at, end, anchor);  // behind "[" or ","
    if (read.ec != std::errc()) return;
    if (anchor < targets.size() && targets[anchor] != kNone) out.push_back(targets[anchor]);
    at = read.ptr;
  }
}

LinkGraph read_graph(Connection& connection, const Pages& pages) {
  const std::vector<std::uint32_t> targets = read_anchors(connection, pages);
  LinkGraph graph;
  std::vector<std::uint32_t> of_page;
  const auto close_page = [&] {
    const auto place = static_cast<std::uint32_t>(graph.size());
    if (pages.redirects_to[place] != kNone) of_page.assign(1, pages.redirects_to[place]);
    std::sort(of_page.begin(), of_page.end());
    of_page.erase(std::unique(of_page.begin(), of_page.end()), of_page.end());
    for (const std::uint32_t target : of_page)
      if (target != place) graph.targets.push_back(target);
    graph.starts.push_back(graph.targets.size());
    of_page.clear();
  };
  Statement lists(connection, "SELECT page_id, anchors FROM page_anchors ORDER BY page_id");
  Rows rows = lists.rows();
  while (rows.next()) {
    const auto page = static_cast<std::size_t>(rows.integer(0));
    if (page >= pages.by_page.size() || pages.by_page[page] == kNone) continue;
    while (graph.size() < pages.by_page[page]) close_page();
    append_targets(of_page, rows.text(1), targets);
    close_page();
  }
  while (graph.size() < pages.url_ids.size()) close_page();
  return graph;
}

}  // namespace

std::vector<double> page_rank(const LinkGraph& graph) {
  const std::size_t count = graph.size();
  if (count == 0) return {};
  const double each = 1.0 / static_cast<double>(count);
  std::vector<double> ranks(count, each), next(count);
  for (int i = 0; i < kMostIterations; ++i) {
    double idle = 0;
    std::fill(next.begin(), next.end(), 0.0);
    for (std::size_t page = 0; page < count; ++page) {
      const std::uint64_t begin = graph.starts[page], end = graph.starts[page + 1];
      if (begin == end) {
        idle += ranks[page];
        continue;
      }
      const double share = ranks[page] / static_cast<double>(end - begin);
      for (std::uint64_t at = begin; at < end; ++at) next[graph.targets[at]] += share;
    }
    double moved = 0;
    for (std::size_t page = 0; page < count; ++page) {
      next[page] = (1 - kDamping) * each + kDamping * (next[page] + idle * each);
      moved += std::abs(next[page] - ranks[page]);
    }
    ranks.swap(next);
    if (moved < kEnough) break;
  }
  return ranks;
}

void create_link_rank(Connection& connection) {
  const Pages pages = read_pages(connection);
  const LinkGraph graph = read_graph(connection, pages);
  const std::vector<double> ranks = page_rank(graph);
  std::vector<std::uint32_t> inlinks(graph.size());
  for (const std::uint32_t target : graph.targets) ++inlinks[target];
  const auto [least, most] = std::minmax_element(ranks.begin(), ranks.end());
  const double span = ranks.empty() || *most <= *least ? 0 : std::log(*most / *least);
  connection.execute(
      "CREATE TEMP TABLE link_ranks(url_id INTEGER PRIMARY KEY, score REAL, rank REAL, inlinks INTEGER)");
  Statement insert(connection, "INSERT INTO link_ranks VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const double score = span == 0 ? 100 : 100 * std::log(ranks[i] / *least) / span;
    insert.run(pages.url_ids[i], std::round(score * 10) / 10, ranks[i], inlinks[i]);
  }
  connection.execute(R"sql(
CREATE TEMP VIEW link_rank AS
SELECT p.url, r.score, r.rank, r.inlinks, p.title
FROM link_ranks AS r CROSS JOIN page_facts AS p ON p.url_id = r.url_id
WHERE p.status_class = 2)sql");
}

}  // namespace trawl::storage
