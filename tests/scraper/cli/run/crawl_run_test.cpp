#include "scraper/cli/run/crawl_run.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <system_error>
#include <thread>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/test_site.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::Subprocess;

TEST_CASE_FIXTURE(CommandLine,
                  "a crawl at its page limit can be queried and served, and goes on with a larger one") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const Finished crawl =
      run({site.url() + "/shop/", "-n", "5", "--delay", "0", "--per-host", "4", "-o", "a.db"});
  CAPTURE(crawl.err);
  CHECK(crawl.exit_code == 0);
  CHECK(crawl.out.empty());
  CHECK(holds(crawl.err, "watch it at http://127.0.0.1:"));
  CHECK(holds(crawl.err, "stopped: page limit reached"));
  CHECK(holds(crawl.err, "pages     5 in "));
  CHECK(holds(crawl.err, "sitemaps  "));
  CHECK_FALSE(holds(crawl.err, "\x1b"));

  CHECK(run({"query", "a.db", "SELECT count(*) AS n FROM pages WHERE title IS NOT NULL", "--jsonl"}).out ==
        "{\"n\":5}\n");
  CHECK(run({"query", "a.db", "SELECT 1 AS a, 2 AS b", "--csv"}).out == "a,b\r\n1,2\r\n");
  const Finished cut = run({"query", "a.db", "SELECT id FROM pages", "--limit", "2", "--json"});
  CHECK(Json::parse(cut.out).size() == 2);
  CHECK(holds(cut.err, "only the first 2 rows"));
  const Finished wrong = run({"query", "a.db", "SELEC 1"});
  CHECK(wrong.exit_code == 2);
  CHECK(holds(wrong.err, "near \"SELEC\": syntax error"));
  CHECK(run({"query", "a.db", "DELETE FROM pages"}).exit_code == 2);

  const Finished resume = run({"resume", "a.db", "-n", "7", "--delay", "0"});
  CHECK(resume.exit_code == 0);
  CHECK(holds(resume.err, "resuming the crawl in a.db: 5 pages so far"));
  CHECK(holds(resume.err, "crawl     continued, begun "));
  CHECK(holds(resume.err, "pages     2 in "));

  Subprocess server(program({"serve", "a.db"}));
  CHECK(holds(server.said("\n"), "watch it at http://127.0.0.1:"));
  server.send_signal(SIGINT);
  CHECK(server.wait().exit_code == 0);
}

TEST_CASE_FIXTURE(
    CommandLine,
    "an interrupted crawl exits with 11, and resumes where it stopped with the settings that it began with") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  Subprocess crawl(program({site.url(), "--delay", "1h", "--depth", "1", "-H", "Cookie: a", "-o", "a.db"}));
  CHECK_FALSE(crawl.said("watch it at").empty());
  crawl.send_signal(SIGINT);
  const Finished interrupted = crawl.wait();
  CAPTURE(interrupted.err);
  CHECK(interrupted.exit_code == 11);
  CHECK(holds(interrupted.err, "stopping:"));
  CHECK(holds(interrupted.err, "trawl resume a.db"));

  const Finished resumed = run({"resume", "a.db", "--delay", "0", "--per-host", "4"});
  CAPTURE(resumed.err);
  CHECK(resumed.exit_code == 0);
  CHECK(holds(resumed.err, "unless given again: -H Cookie"));
  CHECK(holds(resumed.err, "resuming the crawl in a.db"));
  CHECK(run({"query", "a.db", "SELECT max(depth) AS d FROM urls WHERE state = 'done'", "--jsonl"}).out ==
        "{\"d\":1}\n");
}

namespace {

/// A crawl that waits for a page until the site is released, and its status page.
struct Watched : CommandLine {
  Watched() {
    if (trawl.empty()) return;
    site.page("/", support::links({"/held"}));
    site.page("/held", support::html("").held());
    crawl.emplace(program({site.origin(), "--delay", "0", "--sitemap", "off", "-o", "a.db"}));
    const std::string said = crawl->said("/#");
    port = support::port_of(said.substr(said.find("http://")));
    while (site.times_asked("/held") == 0) std::this_thread::yield();
  }
  /// What the page shows; null when nobody answers.
  Json status(const std::string& header) const try {
    const auto answer =
        support::answer_to(port, support::request_text(port, "GET /api/status", header + "\r\n"));
    return answer.status == 200 ? Json::parse(answer.body) : Json();
  } catch (const std::system_error&) {
    return {};
  }
  std::string state(const std::string& header) const {
    const Json shown = status(header);
    return shown.is_null() ? "" : shown.at("state").get<std::string>();
  }

  support::TestSite site;
  std::optional<Subprocess> crawl;
  int port = 0;
};

}  // namespace

TEST_CASE_FIXTURE(Watched,
                  "the status page stays until the pages that are open have seen how the crawl ended") {
  if (trawl.empty()) return;
  CHECK(state("X-Trawl-Page: a") == "running");
  CHECK(state("X-Trawl-Page: b") == "running");
  site.release();
  std::string last;
  while ((last = state("X-Trawl-Page: a")) == "running") std::this_thread::yield();
  CHECK(last == "finished");
  CHECK(state("X-Trawl-Page: b") == "finished");
  CHECK(crawl->wait().exit_code == 0);
  CHECK(state("X-Trawl-Page: a") == "");
}

TEST_CASE_FIXTURE(Watched, "a crawl that fails shows why on its page") {
  if (trawl.empty()) return;
  CHECK(state("X-Trawl-Page: a") == "running");
  for (const char* file : {"a.db", "a.db-wal", "a.db-shm"}) std::filesystem::remove(folder / file);
  Json last;
  while ((last = status("X-Trawl-Page: a")).value("state", "") == "running") std::this_thread::yield();
  CHECK(last.value("state", "") == "failed");
  CHECK(holds(last.value("exit_reason", ""), "a.db"));
  CHECK(crawl->wait().exit_code == 3);
}

TEST_CASE_FIXTURE(Watched, "nothing waits at the end for a program that reads the numbers") {
  if (trawl.empty()) return;
  CHECK(state("X-Other: a") == "running");
  const auto begun = std::chrono::steady_clock::now();
  site.release();
  CHECK(crawl->wait().exit_code == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(2'500));
}

TEST_CASE_FIXTURE(Watched, "a page that never asks again is waited for no longer than a few seconds") {
  if (trawl.empty()) return;
  CHECK(state("X-Trawl-Page: a") == "running");
  site.release();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(crawl->wait().exit_code == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
}

TEST_CASE_FIXTURE(CommandLine, "a second Ctrl-C gives up what is in flight; -v has named each page once") {
  if (trawl.empty()) return;
  support::TestSite site;
  site.page("/", support::links({"/held"}));
  site.page("/held", support::html("").held());
  Subprocess crawl(
      program({site.origin(), "--delay", "0", "--sitemap", "off", "-v", "--ui", "off", "-o", "a.db"}));
  CHECK_FALSE(crawl.said("200 ").empty());
  while (site.times_asked("/held") == 0) std::this_thread::yield();
  crawl.send_signal(SIGINT);
  CHECK_FALSE(crawl.said("stopping:").empty());
  const auto begun = std::chrono::steady_clock::now();
  crawl.send_signal(SIGINT);
  const Finished end = crawl.wait();
  CAPTURE(end.err);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(8));
  CHECK(end.exit_code == 11);
  const std::string page = " " + site.origin() + "/\n";
  CHECK(end.err.find(page) == end.err.rfind(page));
  CHECK(run({"recrawl", "a.db", "--ui", "off"}).exit_code == 2);
  CHECK(run({"query", "a.db", "SELECT state FROM urls ORDER BY id", "--csv"}).out ==
        "state\r\ndone\r\npending\r\n");
}

TEST_CASE_FIXTURE(CommandLine,
                  "resume names the secrets that the file does not store, unless any is given again") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const Words short_run{"--delay", "1h", "--time-limit", "50ms", "--ui", "off"};
  Words words{site.url(), "-b", "s=1", "-u", "me:sesame", "-o", "a.db"};
  words.insert(words.end(), short_run.begin(), short_run.end());
  CHECK(run(words).exit_code == 15);
  const auto is_reminded = [&](const Words& more) {
    Words resume{"resume", "a.db"};
    resume.insert(resume.end(), short_run.begin(), short_run.end());
    resume.insert(resume.end(), more.begin(), more.end());
    return holds(run(resume).err, "not sent unless given again: -b s, --user\n");
  };
  CHECK(is_reminded({}));
  for (const Words& again : {Words{"-b", "s=2"}, Words{"-u", "me:again"}, Words{"-H", "Cookie: s=3"},
                             Words{"-x", "http://u:p@127.0.0.1:9"}})
    CHECK_FALSE(is_reminded(again));
}

TEST_CASE_FIXTURE(CommandLine, "each limit and failure has its exit code") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const auto code = [&](Words words) {
    words.insert(words.end(), {"--ui", "off", "-q", "--retries", "0"});
    const Finished end = run(std::move(words));
    CAPTURE(end.err);
    CHECK(end.err.starts_with("trawl: nothing could be fetched") == (end.exit_code == 5));
    CHECK(end.err.empty() == (end.exit_code != 5));
    return end.exit_code;
  };
  CHECK(code({site.url(), "--delay", "0", "--size-limit", "1", "-o", "size.db"}) == 14);
  CHECK(code({site.url(), "--delay", "1h", "--time-limit", "50ms", "-o", "time.db"}) == 15);
  CHECK(code({site.url() + "/private/", "--delay", "0", "--sitemap", "off", "-o", "robots.db"}) == 5);
  CHECK(code({site.url() + "/private/", "--sitemap", site.url() + "/sitemap.xml", "--exclude", "/$",
              "--delay", "0", "-o", "sitemaps.db"}) == 5);
}

TEST_CASE_FIXTURE(CommandLine, "a crawl that can fetch nothing says why") {
  if (trawl.empty()) return;
  int port = 0;
  {
    const web::DemoSite gone;
    port = std::stoi(gone.url().substr(gone.url().rfind(':') + 1));
  }
  const Finished end = run({"127.0.0.1:" + std::to_string(port), "--ui", "off", "--retries", "0"});
  CAPTURE(end.err);
  CHECK(end.exit_code == 5);
  CHECK(holds(end.err, "nothing could be fetched"));
  CHECK(holds(end.err, "why"));
  CHECK(std::filesystem::exists(folder / ("127.0.0.1-" + std::to_string(port) + ".db")));
}

TEST_CASE_FIXTURE(CommandLine, "why nothing came, and where seeds lead: three lines at most") {
  if (trawl.empty()) return;
  support::TestSite site;
  const auto whys = [](const std::string& text) {
    int count = 0;
    for (std::size_t at = 0; (at = text.find("\n  why ", at)) != std::string::npos; ++at) ++count;
    return count;
  };
  Words words{"--ui",      "off", "-c",       "1",      "--delay", "0",
              "--sitemap", "off", "--robots", "ignore", "-o",      "away.db"};
  for (const char* path : {"/1", "/2", "/3", "/4"}) {
    site.page(path, support::redirect("http://elsewhere.test/", 301));
    words.push_back(site.origin() + path);
  }
  const Finished away = run(words);
  CAPTURE(away.err);
  CHECK(away.exit_code == 0);
  CHECK(whys(away.err) == 3);
  CHECK(holds(away.err, "why       " + site.origin() + "/4 redirects to http://elsewhere.test/"));

  site.page("/", support::html("a page"));
  words.push_back(site.origin() + "/");
  *std::find(words.begin(), words.end(), "away.db") = "one.db";
  CHECK(whys(run(words).err) == 3);  // what the seeds lead to is offered all the same
}

TEST_CASE_FIXTURE(CommandLine, "a port in use exits with 2 before any file is created") {
  if (trawl.empty()) return;
  const web::DemoSite site;
  const std::string port = site.url().substr(site.url().rfind(':') + 1);
  const Finished end = run({site.url(), "--ui", port, "-o", "a.db"});
  CHECK(end.exit_code == 2);
  CHECK(is_one_line(end.err));
  CHECK(holds(end.err, port));
  CHECK_FALSE(std::filesystem::exists(folder / "a.db"));
}

TEST_CASE_FIXTURE(CommandLine, "the demo crawls its site, makes tables of it and answers questions") {
  if (trawl.empty()) return;
  for (int round = 0; round < 2; ++round) {
    const Finished demo = run({"demo"});
    CAPTURE(demo.err);
    CHECK(demo.exit_code == 0);
    CHECK(holds(demo.err, "finished"));
    for (const auto* part :
         {"/blog/2024/the-boat-in-the-loft/", "/shop/clearance/", "/old-shop", "24.5", "PreOrder"})
      CHECK(holds(demo.out, part));
  }
  write("mine.db", "x");
  CHECK(run({"demo", "-o", "mine.db"}).exit_code == 2);
  const std::filesystem::path crawled = folder / "trawl-demo.db";
  std::filesystem::rename(crawled, folder / "crawled.db");
  write("trawl-demo.db", "not of trawl");
  CHECK(run({"demo"}).exit_code == 3);
  CHECK(std::filesystem::file_size(crawled) == 12);
  std::filesystem::rename(folder / "crawled.db", crawled);
  const std::string pages =
      "SELECT count(*) AS n FROM pages WHERE status = 200 AND content_type LIKE 'text/html%' AND url NOT "
      "LIKE '%/calendar%'";
  CHECK(run({"query", "trawl-demo.db", pages, "--jsonl"}).out == "{\"n\":66}\n");
}
