// kill -9 at any moment of a crawl costs nothing but time.
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/same_numbers.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr const char* kOrigin = "TRAWL_TEST_ORIGIN";
constexpr const char* kFile = "TRAWL_TEST_FILE";
constexpr const char* kHostLimit = "TRAWL_TEST_HOST_LIMIT";

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kPages = 60, kKills = 6;
#else
constexpr int kPages = 300, kKills = 20;
#endif

std::string path(int page) {
  return page == 0 ? "/" : "/" + std::to_string(page);
}

constexpr int kSitemaps = 3;

/// An index of two sitemaps that together list every page.
void add_sitemaps(TestSite& site) {
  site.robots("Sitemap: /index.xml");
  std::string maps[] = {"<urlset>", "<urlset>"};
  for (int i = 0; i < kPages; ++i) maps[i % 2] += "<url><loc>" + path(i) + "</loc></url>";
  site.page("/index.xml",
            plain("<sitemapindex><sitemap><loc>/0.xml</loc></sitemap><sitemap><loc>/1.xml</loc></sitemap>"
                  "</sitemapindex>")
                .after(4ms));
  site.page("/0.xml", plain(maps[0] + "</urlset>").after(4ms));
  site.page("/1.xml", plain(maps[1] + "</urlset>").after(4ms));
}

/// Every page leads to three new ones and two old ones; some redirect, some fail once.
void add_site(TestSite& site) {
  add_sitemaps(site);
  for (int i = 0; i < kPages; ++i) {
    const int first_child = 3 * i + 1;
    std::vector<std::string> targets{path(i / 2), path(i * 7 % kPages) + "#part"};
    for (int child = first_child; child < first_child + 3; ++child) targets.push_back(path(child % kPages));
    const TestReply page = links(targets).after(4ms);
    site.page(path(i), page);
    if (i % 10 == 9) site.page(path(i), redirect(path(first_child % kPages)));
    if (i % 25 == 24) site.pages(path(i), {status(500), page});
  }
}

/// Runs the case "the crawl of a child process" in a process of its own.
pid_t start_crawl(const TestCrawl& crawl) {
  setenv(kOrigin, crawl.site.origin().c_str(), 1);
  setenv(kFile, crawl.file().c_str(), 1);
  setenv(kHostLimit, std::to_string(crawl.options.host_page_limit).c_str(), 1);
  std::string program = "/proc/self/exe", only = "--test-case=the crawl of a child process",
              all = "--no-skip", quiet = "--minimal";
  char* arguments[] = {program.data(), only.data(), all.data(), quiet.data(), nullptr};
  pid_t child = 0;
  REQUIRE(posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) == 0);
  return child;
}

/// Kills the child after `later` more requests. False when it ended before that.
bool kill_after(pid_t child, const TestSite& site, int requests, std::chrono::microseconds later) {
  const std::size_t wanted = site.arrived() + static_cast<std::size_t>(requests);
  while (site.arrived() < wanted) {
    if (waitpid(child, nullptr, WNOHANG) == child) return false;
    std::this_thread::sleep_for(200us);
  }
  std::this_thread::sleep_for(later);
  kill(child, SIGKILL);
  int how = 0;
  waitpid(child, &how, 0);
  return WIFSIGNALED(how);
}

/// Does not check anything: the process may have been killed before it made the tables.
std::int64_t count_if_any(const TestCrawl& crawl, const std::string& table, const std::string& condition) {
  if (!std::filesystem::exists(crawl.file())) return 0;
  if (std::filesystem::exists(crawl.file().string() + "-journal"))  // killed while it made the file
    storage::Connection(crawl.file(), storage::Access::write).integer("PRAGMA schema_version");
  if (crawl.count("SELECT count(*) FROM sqlite_master WHERE name = '" + table + "'") == 0) return 0;
  return crawl.count("SELECT count(*) FROM " + table + " WHERE " + condition);
}

bool has_finished(const TestCrawl& crawl) {
  return count_if_any(crawl, "crawls", "status = 'finished'") > 0;
}

/// Kills one child after the other at random moments until one finishes or there were kKills. The numbers
/// must equal the rows after each kill. Returns how often it killed.
int kill_again_and_again(const TestCrawl& crawl) {
  const unsigned seed = std::random_device()();
  INFO("seed ", seed);
  std::mt19937 random(seed);
  const auto up_to = [&random](int most) { return std::uniform_int_distribution(0, most)(random); };
  // A page that is in flight at three kills in a row is put aside, so after two that brought nothing the
  // next one comes later.
  int kills = 0, idle_kills = 0;
  for (std::int64_t stored = 0; kills < kKills && !has_finished(crawl);) {
    const bool at_its_start = up_to(3) == 0 && idle_kills < 2;
    const int least = idle_kills < 2 ? 0 : 20;
    const int requests = at_its_start ? 0 : least + up_to(kPages / kKills);
    const std::chrono::microseconds later(up_to(at_its_start ? 30'000 : 6'000));
    if (kill_after(start_crawl(crawl), crawl.site, requests, later)) ++kills;
    // With so many kills some pages are in flight at three of them by chance, and would be put aside.
    std::filesystem::remove(crawl.file().string() + "-flights");
    const std::int64_t stored_now = count_if_any(crawl, "pages", "true");
    CHECK(stored_now >= stored);
    idle_kills = stored_now > stored ? 0 : idle_kills + 1;
    stored = stored_now;
    if (count_if_any(crawl, "crawls", "true") > 0) check_same_numbers(crawl.file());
  }
  return kills;
}

std::string content(const TestCrawl& crawl) {
  return crawl.rows("SELECT url, status, final_url FROM pages ORDER BY url") + "; " +
         crawl.rows(
             "SELECT pages.url, position, urls.url FROM links JOIN pages ON pages.id = page_id "
             "JOIN urls ON urls.id = links.url_id ORDER BY pages.url, position");
}

}  // namespace

TEST_CASE("the crawl of a child process" * doctest::skip()) {
  aio::EventLoop loop;
  crawl::Options options;
  options.output = std::getenv(kFile);
  options.network.user_agent = "trawl/test";
  options.delay = 0ms;
  options.retry_pause = 10ms;
  options.per_host = 4;
  options.host_page_limit = std::stoi(std::getenv(kHostLimit));
  std::vector<fetch::Url> seeds{*fetch::Url::parse(std::string(std::getenv(kOrigin)) + "/")};
  crawl::Crawler crawler(loop, options, std::move(seeds), "{}");
  CHECK(loop.run_until_complete(crawler.run()) == Ending::finished);
}

TEST_CASE("a crawl that is killed again and again gives the pages of an undisturbed one, each once") {
  TestCrawl undisturbed;
  undisturbed.options.sitemap = crawl::SitemapUse::automatic;
  add_site(undisturbed.site);
  undisturbed.run();
  REQUIRE(undisturbed.count("SELECT count(*) FROM pages") == kPages + kSitemaps);

  TestCrawl crawl;
  crawl.options.sitemap = crawl::SitemapUse::automatic;
  add_site(crawl.site);
  const int kills = kill_again_and_again(crawl);
  CHECK(kills > kKills / 2);
  MESSAGE("killed ", kills, " times, asked ", crawl.site.arrived(), " times for ", kPages, " pages");
  if (!has_finished(crawl)) CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.rows("SELECT url FROM urls WHERE state = 'skipped'") == "");
  CHECK(content(crawl) == content(undisturbed));
  CHECK(crawl.count("SELECT count(*) FROM crawls") == 1);
  crawl.check_file();
}

TEST_CASE("a host gives exactly as many pages as it may, however often the crawl is killed") {
  TestCrawl crawl;
  crawl.options.sitemap = crawl::SitemapUse::automatic;
  crawl.options.host_page_limit = kPages / 4;
  add_site(crawl.site);
  const int kills = kill_again_and_again(crawl);
  CHECK(kills > 0);
  MESSAGE("killed ", kills, " times, asked ", crawl.site.arrived(), " times");
  if (!has_finished(crawl)) CHECK(crawl.run() == Ending::finished);
  CHECK(crawl.count("SELECT count(*) FROM pages JOIN urls ON urls.id = url_id WHERE kind = 'page'") ==
        kPages / 4);
  CHECK(crawl.rows("SELECT pages FROM hosts") == std::to_string(kPages / 4));
  CHECK(crawl.count("SELECT count(*) FROM urls WHERE state IN ('pending', 'leased')") == 0);
  crawl.check_file();
}
