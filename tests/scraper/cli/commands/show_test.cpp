#include <doctest/doctest.h>

#include "storage/tables/body_codec.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/storage/old_file.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

storage::Visit page_of(storage::testing::CrawlFile& crawl, const std::string& path, const std::string& body,
                       const std::string& type = "text/html") {
  auto visit = crawl.fetched(storage::testing::new_url(path, storage::ViaKind::seed));
  visit.page->content_type = type;
  visit.page->charset = type == "text/html" ? "UTF-8" : "";
  visit.page->headers = R"([["Server","nginx"],["X-Evil","a\u001b[31mb"]])";
  visit.page->body = storage::compress_body(body, std::string(15, 'h') + path.back());
  visit.page->content_hash = visit.page->body->hash;
  return visit;
}

struct Shown : CommandLine {
  Shown() {
    storage::testing::CrawlFile crawl;
    crawl.commit(page_of(crawl, "/logo.png", std::string("\x89PNG\0\0", 6), "image/png"));
    auto silent = crawl.fetched(storage::testing::new_url("/silent"), 0);
    silent.page->error = "timeout";
    silent.page->error_detail = "nothing came";
    silent.state = storage::UrlState::failed;
    crawl.commit(silent);
    const std::string hello = "<title>t</title><p>Hello <b>you</b><p>\xC3\xBC";
    crawl.commit(page_of(crawl, "/alike", hello));
    auto home = page_of(crawl, "/Home", hello);
    storage::testing::add_link(home, storage::testing::skipped_url("/private/x", storage::SkipReason::robots),
                               "evil\x1b[2J");
    storage::testing::add_link(home, storage::testing::new_url("/waits"));
    crawl.commit(home);
    crawl.close();
    std::filesystem::copy_file(crawl.file(), folder / "a.db");
  }
  Finished show(const std::string& url, Words flags = {}) {
    flags.insert(flags.begin(), {"show", "a.db", url});
    return run(flags);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Shown, "a page is shown however its URL is spelt, and without flags as lines for people") {
  if (trawl.empty()) return;
  for (const char* const url :
       {"http://a.example/Home", "HTTP://A.EXAMPLE:80/Home", "http://a.example/x/../Home?utm_source=x",
        "http://a.example/%48ome#part", "a.example/Home"}) {
    const Finished end = show(url);
    CAPTURE(url);
    CHECK(end.exit_code == 0);
    CHECK(end.out.starts_with("http://a.example/Home\n  status        200"));
    CHECK(holds(end.out, "  title         A title\n"));
    CHECK(holds(end.out, "  same content  1 other URL\n"));
    CHECK(holds(end.out, "  found         as seed, 0 links from a seed\n"));
  }
  CHECK(holds(show("http://a.example/silent").out,
              "  status        no response\n  error         timeout: nothing came\n"));
  CHECK(holds(show("http://a.example/private/x").out,
              "  not fetched   skipped, robots: robots.txt forbids it\n"));
  CHECK(holds(show("http://a.example/waits").out, "  not fetched   pending\n"));
}

TEST_CASE_FIXTURE(Shown, "body, text, headers and links are printed, safe for a terminal") {
  if (trawl.empty()) return;
  CHECK(show("http://a.example/Home", {"--body"}).out == "<title>t</title><p>Hello <b>you</b><p>\xC3\xBC");
  CHECK(show("http://a.example/logo.png", {"--body"}).out == std::string("\x89PNG\0\0", 6));
  CHECK(show("http://a.example/Home", {"--text"}).out == "Hello you\n\xC3\xBC\n");
  CHECK(show("http://a.example/Home", {"--headers"}).out == "Server: nginx\nX-Evil: a\\x1b[31mb\n");
  CHECK(show("http://a.example/Home", {"--links"}).out ==
        "robots\thttp://a.example/private/x\tevil\\x1b[2J\npending\thttp://a.example/waits\tgo\n");
  CHECK(show("http://a.example/Home", {"--body", "-o", "home.html"}).out == "");
  CHECK(std::filesystem::file_size(folder / "home.html") == 40);
}

TEST_CASE_FIXTURE(Shown, "JSON has all that is known") {
  if (trawl.empty()) return;
  const Json page = Json::parse(show("http://a.example/Home", {"--json"}).out);
  CHECK(page["state"] == "done");
  CHECK(page["page"]["status"] == 200);
  CHECK(page["page"]["title"] == "A title");
  CHECK(page["page"]["headers"][0] == Json({"Server", "nginx"}));
  CHECK(Json::parse(show("http://a.example/waits", {"--json"}).out)["page"] == nullptr);
  const Json links = Json::parse(show("http://a.example/Home", {"--links", "--json"}).out);
  CHECK(links[0]["skip_reason"] == "robots");
  CHECK(links[0]["status"] == nullptr);
  CHECK(Json::parse(show("http://a.example/Home", {"--headers", "--json"}).out)[1][1] == "a\x1b[31mb");
}

TEST_CASE_FIXTURE(Shown, "what is not there is said with its exit code, and what is near") {
  if (trawl.empty()) return;
  struct Case {
    Words words;
    int exit_code;
    const char* says;
  };
  const Case cases[] = {
      {{"a.db", "http://a.example/home/"}, 5, "near it are"},
      {{"a.db", "https://www.a.example/Home/"},
       5,
       "it has no URL https://www.a.example/Home/; near it are http://a.example/Home"},
      {{"a.db", "http://elsewhere.example/"}, 5, "it has no URL http://elsewhere.example/"},
      {{"a.db", "http://"}, 2, "the host is empty"},
      {{"a.db", "http://a.example/waits", "--body"}, 5, "it was not fetched: pending"},
      {{"a.db", "http://a.example/silent", "--text"}, 5, "its body is not stored"},
      {{"a.db", "http://a.example/logo.png", "--text"}, 5, "image/png is no text"},
      {{"a.db", "http://a.example/", "--text", "--body"}, 2, "choose one of --body and --text"},
      {{"a.db", "http://a.example/", "--text", "--json"}, 2, "--json goes with"},
      {{"no.db", "http://a.example/"}, 3, "does not exist"},
  };
  for (const auto& [words, exit_code, says] : cases) {
    Words line{"show"};
    line.insert(line.end(), words.begin(), words.end());
    const Finished end = run(line);
    CAPTURE(end.err);
    CHECK(end.exit_code == exit_code);
    CHECK(end.out == "");
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, says));
  }
}

TEST_CASE_FIXTURE(CommandLine, "a page of a file of schema version 1 is shown as it is") {
  if (trawl.empty()) return;
  storage::testing::make_old_file(folder / "old.db", "8080", 1);
  const Finished end = run({"show", "old.db", "http://127.0.0.1:8080/"});
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(holds(end.out, "status        200"));
  CHECK(run({"show", "old.db", "http://127.0.0.1:8080/", "--links"}).exit_code == 0);
  CHECK(run({"show", "old.db", "http://127.0.0.1:8080/", "--headers"}).out == "");
}
