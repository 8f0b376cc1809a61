#include "storage/tables/sitemap_table.hpp"

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// A sitemap that lists /a with a date, /b without, and a version of /b in another language.
Visit sitemap_in(CrawlFile& crawl) {
  NewUrl url = new_url("/sitemap.xml", ViaKind::seed);
  url.kind = UrlKind::sitemap;
  Visit visit = crawl.fetched(url);
  for (const char* path : {"/a", "/b", "/de/b"}) {
    add_link(visit, new_url(path, ViaKind::sitemap), "");
    visit.links.back().kind = "sitemap";
  }
  visit.sitemap_entries.emplace_back(0, "2024-05-01");
  visit.sitemap_entries.emplace_back(1, "");
  visit.sitemap_entries.back().changefreq = "daily";
  visit.sitemap_entries.back().priority = "0.8";
  return visit;
}

constexpr const char* kEntries = R"sql(
SELECT group_concat(e.position || ' ' || u.url || ' ' || ifnull(e.lastmod, '-') || ' ' || ifnull(e.changefreq || ' ' || e.priority, '-'), ', ')
FROM sitemap_entries AS e JOIN urls AS u ON u.id = e.url_id JOIN links AS l USING (page_id, position, url_id)
WHERE l.kind = 'sitemap')sql";

}  // namespace

TEST_CASE("a sitemap keeps its entries, beside its links") {
  CrawlFile crawl;
  crawl.commit(sitemap_in(crawl));
  CHECK(crawl.text(kEntries) == "0 http://a.example/a 2024-05-01 -, 1 http://a.example/b - daily 0.8");
  CHECK(crawl.count("SELECT count(*) FROM links") == 3);
}

TEST_CASE("the entries of a sitemap that is taken back go with its page") {
  CrawlFile crawl;
  const Visit visit = sitemap_in(crawl);
  crawl.commit(visit);
  Visit withdrawal;
  withdrawal.url_id = visit.url_id;
  withdrawal.is_withdrawal = true;
  crawl.commit(withdrawal);
  CHECK(crawl.count("SELECT count(*) FROM sitemap_entries") == 0);
  CHECK(crawl.count("SELECT count(*) FROM pages") == 0);
}
