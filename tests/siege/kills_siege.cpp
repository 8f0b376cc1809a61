// kill -9 at random moments of a crawl of 20,000 pages whose links are known: the file is then that of an
// undisturbed crawl.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include "storage/body_reader.hpp"
#include "storage/tables/hash.hpp"
#include "tests/siege/siege.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace trawl::support;
using namespace std::chrono_literals;

namespace {

constexpr int kPages = 20'000;
/// Of these pages nobody gets an answer but the first: 1 in 50 redirects, 1 in 50 is a 404.
constexpr int kRedirectEvery = 50;
constexpr int kMissingEvery = 50;

std::string path(int page) {
  return page == 0 ? "/" : "/p/" + std::to_string(page);
}

bool is_redirect(int page) {
  return page % kRedirectEvery == 17;
}

bool is_missing(int page) {
  return page % kMissingEvery == 33;
}

/// Ten links a page: eight of a tree, so that what is known stays ahead of what is fetched, and two across.
std::vector<int> targets_of(int page) {
  std::vector<int> targets;
  for (int child = 1; child <= 8; ++child) targets.push_back((8 * page + child) % kPages);
  targets.push_back((page * 7 + 3) % kPages);
  targets.push_back((page + 1) % kPages);
  return targets;
}

void add_site(TestSite& site) {
  for (int page = 0; page < kPages; ++page) {
    if (is_missing(page)) {
      site.page(path(page), TestReply(404, "none").after(2ms));
    } else if (is_redirect(page)) {
      site.page(path(page), redirect(path((page + 2) % kPages)).after(2ms));
    } else {
      std::string body;
      for (const int target : targets_of(page)) body += "<a href=\"" + path(target) + "\">to it</a>\n";
      site.page(path(page), html(body, "<title>Page " + std::to_string(page) + "</title>").after(2ms));
    }
  }
}

/// A random choice that SIEGE_SEED repeats.
std::mt19937 seeded() {
  const char* const given = std::getenv("SIEGE_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  saw("SIEGE_SEED=" + std::to_string(seed));
  return std::mt19937(seed);
}

/// A crawl of the site into a file, started, killed and continued with the same command.
struct Crawl {
  Crawl(const TestSite& its_site, std::vector<std::string> more_words) : site(its_site) {
    words = {"crawl", site.origin() + "/", "-o",  "a.db", "-n",  "0", "--delay", "0", "--per-host", "4", "-c",
             "4",     "--sitemap",         "off", "--ui", "off", "-q"};
    words.insert(words.end(), more_words.begin(), more_words.end());
  }
  std::filesystem::path file() const { return folder / "a.db"; }
  Ended finish() const { return run_trawl(words, folder.path(), 5min); }

  /// Kills a run after `requests` more requests and `later`. False if the crawl ended before.
  bool run_until_killed(std::size_t requests, std::chrono::microseconds later) const {
    Trawl run(words, folder.path());
    const std::size_t wanted = site.arrived() + requests;
    while (site.arrived() < wanted && !run.has_ended()) std::this_thread::sleep_for(200us);
    std::this_thread::sleep_for(later);
    run.send_signal(SIGKILL);
    return run.wait(10s).exit_code == 128 + SIGKILL;
  }

  std::string rows(const std::string& sql) const { return rows_of(file(), sql); }

  const TestSite& site;
  std::vector<std::string> words;
  storage::testing::TemporaryFolder folder;
};

/// How many pages were asked for since `first`.
std::size_t asked(const TestSite& site, std::size_t first) {
  const auto arrivals = site.arrivals();
  const auto is_page = [](const auto& arrival) { return arrival.target != "/robots.txt"; };
  return static_cast<std::size_t>(
      std::count_if(arrivals.begin() + static_cast<std::ptrdiff_t>(first), arrivals.end(), is_page));
}

/// Everything that does not depend on the order of the fetches.
struct Content {
  explicit Content(const Crawl& crawl)
      : pages(crawl.rows("SELECT url, status, coalesce(error, ''), title, size, hex(content_hash), "
                         "links_internal FROM pages ORDER BY url")),
        redirects(crawl.rows(
            "SELECT pages.url, urls.url FROM pages JOIN urls ON urls.id = redirect_id ORDER BY 1")),
        links(crawl.rows(
            "SELECT pages.url, position, urls.url, text FROM links JOIN pages ON pages.id = page_id "
            "JOIN urls ON urls.id = links.url_id ORDER BY 1, 2")),
        urls(crawl.rows("SELECT url, state, coalesce(skip_reason, ''), attempts FROM urls ORDER BY url")),
        counters(crawl.rows("SELECT kind, name, value FROM counters ORDER BY 1, 2")),
        hosts(crawl.rows("SELECT name, pages, errors, bytes, pending FROM hosts ORDER BY name")) {}

  std::string pages, redirects, links, urls, counters, hosts;
};

std::string first_difference(const std::string& left, const std::string& right) {
  if (left == right) return "";
  const auto at =
      std::mismatch(left.begin(), left.begin() + std::min(left.size(), right.size()), right.begin());
  const auto place = static_cast<std::size_t>(at.first - left.begin());
  const std::size_t line = place == 0 ? 0 : left.rfind('\n', place - 1) + 1;
  return "undisturbed: " + left.substr(line, 120) + " …\nafter kills: " + right.substr(line, 120) + " …";
}

/// Bodies that cannot be read, or are not what their page had.
int unreadable_bodies(const Crawl& crawl) {
  storage::Connection connection(crawl.file(), storage::Access::read);
  storage::BodyReader bodies(connection);
  storage::Statement pages(connection, "SELECT id, content_hash FROM pages WHERE content_hash IS NOT NULL");
  int count = 0;
  for (storage::Rows rows = pages.rows(); rows.next();) {
    const auto body = bodies.body_of_page(rows.integer(0));
    count += body && storage::hash_bytes(*body) == rows.text(1) ? 0 : 1;
  }
  return count;
}

void check_whole(const Crawl& crawl) {
  CHECK(unreadable_bodies(crawl) == 0);
  CHECK(crawl.rows("PRAGMA integrity_check") == "ok\n");
  CHECK(crawl.rows("SELECT count(*) FROM pragma_foreign_key_check") == "0\n");
  CHECK(crawl.rows("SELECT count(*) - count(DISTINCT url_id) FROM pages") == "0\n");
  CHECK(crawl.rows("SELECT count(*) FROM urls WHERE state IN ('pending', 'leased')") == "0\n");
}

}  // namespace

TEST_CASE("after a hundred kills pages, links, counters and ledger are those of an undisturbed crawl") {
  std::mt19937 random = seeded();
  TestSite site;
  add_site(site);
  const Crawl undisturbed(site, {});
  const Ended ended = undisturbed.finish();
  REQUIRE_MESSAGE(ended.exit_code == 0, ended.err);
  CHECK(undisturbed.rows("SELECT count(*) FROM pages") == std::to_string(kPages) + "\n");
  saw("undisturbed: " + std::to_string(site.arrived()) + " requests in " + std::to_string(ended.seconds) +
      " s");

  const std::size_t before = site.arrived();
  const Crawl crawl(site, {});
  std::size_t kills = 0, most_redone = 0, from = before, stored = 0;
  for (; kills < 100; ++kills) {
    const auto requests = std::uniform_int_distribution<std::size_t>(40, 240)(random);
    const std::chrono::microseconds later(std::uniform_int_distribution<int>(0, 20'000)(random));
    if (!crawl.run_until_killed(requests, later)) break;
    // What a run has asked for and not stored is to be asked for again, by the next run or at the end.
    const std::size_t stored_now = std::stoul(crawl.rows("SELECT count(*) FROM pages"));
    most_redone = std::max(most_redone, asked(site, from) - (stored_now - stored));
    from = site.arrived();
    stored = stored_now;
  }
  const Ended last = crawl.finish();
  REQUIRE_MESSAGE(last.exit_code == 0, last.err);
  const double redone = static_cast<double>(asked(site, before) - kPages) / static_cast<double>(kills);
  saw(std::to_string(kills) + " kills: requests redone a kill: " + std::to_string(redone) + ", at most " +
      std::to_string(most_redone));
  CHECK(kills == 100);
  CHECK(redone <= 30);  // one kill may cost more: on a busy machine a commit takes its time
  check_whole(crawl);
  const Content expected(undisturbed), found(crawl);
  CHECK(first_difference(expected.pages, found.pages) == "");
  CHECK(first_difference(expected.redirects, found.redirects) == "");
  CHECK(first_difference(expected.links, found.links) == "");
  CHECK(first_difference(expected.urls, found.urls) == "");
  CHECK(first_difference(expected.counters, found.counters) == "");
  CHECK(first_difference(expected.hosts, found.hosts) == "");
}

TEST_CASE("--host-limit 6000 gives 6,000 pages after thirty kills") {
  std::mt19937 random = seeded();
  TestSite site;
  add_site(site);
  const Crawl crawl(site, {"--host-limit", "6000"});
  int kills = 0;
  for (; kills < 30; ++kills) {
    const auto requests = std::uniform_int_distribution<std::size_t>(60, 300)(random);
    const std::chrono::microseconds later(std::uniform_int_distribution<int>(0, 20'000)(random));
    if (!crawl.run_until_killed(requests, later)) break;
  }
  const Ended last = crawl.finish();
  REQUIRE_MESSAGE(last.exit_code == 0, last.err);
  CHECK(kills == 30);
  const std::string pages = crawl.rows("SELECT count(*) FROM pages");
  const std::string hosts = crawl.rows("SELECT pages FROM hosts");
  saw(std::to_string(kills) + " kills with --host-limit 6000: " + pages.substr(0, pages.size() - 1) +
      " pages, hosts.pages " + hosts.substr(0, hosts.size() - 1));
  CHECK(pages == "6000\n");
  CHECK(hosts == "6000\n");
  check_whole(crawl);
}
