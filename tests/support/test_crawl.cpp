#include "tests/support/test_crawl.hpp"

#include <future>
#include <memory>

#include <doctest/doctest.h>

#include "tests/support/same_numbers.hpp"

namespace trawl::support {

using storage::Access;
using storage::Connection;

TestCrawl::TestCrawl(aio::Clock* other_clock)
    : clock(other_clock != nullptr ? *other_clock : skipping_clock) {
  site.page("/robots.txt", status(404));
  options.output = file();
  options.network.user_agent = "trawl/test";
  options.delay = 0ms;
  options.sitemap = crawl::SitemapUse::off;
  options.parsers = 1;
  options.allow_private_ranges = {"127.0.0.1"};
}

TestCrawl::~TestCrawl() {
  CHECK_MESSAGE(loop.is_empty(), "left on the loop: ", loop.dump());
}

Ending TestCrawl::run(const std::function<void(crawl::Crawler&)>& meet) {
  std::vector<fetch::Url> urls;
  for (const std::string& seed : seeds) {
    urls.push_back(*fetch::Url::parse(seed.starts_with('/') ? site.origin() + seed : seed));
  }
  crawl::Crawler crawler(loop, options, std::move(urls), config);
  if (meet) meet(crawler);
  const Ending ending = loop.run_until_complete(crawler.run());
  progress = crawler.progress();
  hosts = crawler.hosts(100);
  return ending;
}

void TestCrawl::when_asked(const std::string& target, std::function<void()> callback) {
  site.when_asked(target, [this, callback = std::move(callback)] {
    const auto done = std::make_shared<std::promise<void>>();  // shared: the loop may outlast the wait
    loop.call_soon_threadsafe([callback, done] {
      callback();
      done->set_value();
    });
    done->get_future().wait_for(10s);
  });
}

std::string TestCrawl::rows(const std::string& sql) const {
  Connection connection(file(), Access::read);
  storage::Statement statement(connection, sql);
  const std::size_t columns = statement.columns().size();
  std::string text;
  storage::Rows rows = statement.rows();
  while (rows.next()) {
    if (!text.empty()) text += ", ";
    for (std::size_t i = 0; i < columns; ++i) {
      if (i > 0) text += ' ';
      text += rows.text(static_cast<int>(i));
    }
  }
  for (std::size_t at = 0; (at = text.find(site.origin(), at)) != std::string::npos;) {
    text.erase(at, site.origin().size());
  }
  return text;
}

std::int64_t TestCrawl::count(const std::string& sql) const {
  return Connection(file(), Access::read).integer(sql);
}

std::string TestCrawl::fate(const std::string& target) const {
  return rows("SELECT state || coalesce(': ' || skip_reason, '') FROM urls WHERE url = '" +
              (target.starts_with('/') ? site.origin() + target : target) + "'");
}

void TestCrawl::check_file() const {
  CHECK(rows("PRAGMA integrity_check") == "ok");
  CHECK(count("SELECT count(*) FROM pragma_foreign_key_check") == 0);
  CHECK(rows("SELECT url FROM urls WHERE state = 'leased'") == "");
  CHECK_MESSAGE(
      rows("SELECT url FROM pages WHERE redirect_id IS NULL GROUP BY crawl_id, url_id HAVING count(*) > 1") ==
          "",
      "doubled");
  CHECK_MESSAGE(rows("SELECT url FROM urls WHERE (state IN ('done', 'failed')) != "
                     "(id IN (SELECT url_id FROM pages))") == "",
                "has ended without a page, or not ended with one");
  CHECK_MESSAGE(
      rows("SELECT pages.url FROM pages JOIN urls ON urls.id = url_id WHERE pages.url != urls.url") == "",
      "stands in pages under another URL");
  CHECK_MESSAGE(rows("SELECT url FROM pages p WHERE links_internal + links_external != "
                     "(SELECT count(url_id) FROM links WHERE page_id = p.id)") == "",
                "counts other links than it has");
  check_same_numbers(file());
}

std::vector<double> gaps(const TestSite& site) {
  std::vector<double> seconds;
  const auto arrivals = site.arrivals();
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    seconds.push_back(std::chrono::duration<double>(arrivals[i].at - arrivals[i - 1].at).count());
  }
  return seconds;
}

}  // namespace trawl::support
