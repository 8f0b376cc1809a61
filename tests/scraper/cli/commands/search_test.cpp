#include <doctest/doctest.h>
#include <unistd.h>

#include "storage/tables/body_codec.hpp"
#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

void add_page(storage::testing::CrawlFile& crawl, const std::string& path, const std::string& title,
              const std::string& body) {
  auto visit = crawl.fetched(storage::testing::new_url(path, storage::ViaKind::seed));
  visit.page->title = title;
  visit.page->content_type = "text/html";
  visit.page->charset = "UTF-8";
  visit.page->body = storage::compress_body(body, std::string(15, 'h') + path.back());
  crawl.commit(visit);
}

struct Searched : CommandLine {
  Searched() {
    storage::testing::CrawlFile crawl;
    add_page(crawl, "/a", "Clocks",
             "<p>We make <b>clocks</b>\x1b[31m<p>of gold<script>var id = 'UA-1'</script>");
    add_page(crawl, "/b", "=cmd()", "<p>A clock\n<p>and a watch");
    crawl.close();
    std::filesystem::copy_file(crawl.file(), folder / "a.db");
  }
  Finished search(Words words) {
    words.insert(words.begin(), {"search", "a.db"});
    return run(words);
  }
};

}  // namespace

TEST_CASE_FIXTURE(
    Searched, "pages with the words are printed, with a piece of their text that is safe for a terminal") {
  if (trawl.empty()) return;
  const Finished end = search({"make", "clocks"});
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK(end.out == "http://a.example/a\n  Clocks\n    We make clocks\\x1b[31m of gold\n");
  CHECK(end.err == "");
  CHECK(search({"clock*"}).out.find("http://a.example/b") != std::string::npos);
  CHECK(search({"clock", "NOT", "watch"}).out == "");
  CHECK(holds(search({"zebra"}).err, "no page has that"));
  CHECK(search({"zebra"}).exit_code == 0);
  CHECK(holds(search({"clock*", "-n", "1"}).err, "only the first 1 pages are shown; -n 0 shows all"));
}

TEST_CASE_FIXTURE(Searched, "a pattern is looked for in texts, and in bodies where they have it not") {
  if (trawl.empty()) return;
  CHECK(search({"--regexp", "cl?ock"}).out ==
        "http://a.example/a\n  1: We make clocks\\x1b[31m\nhttp://a.example/b\n  1: A clock\n");
  CHECK(holds(search({"-E", "UA-\\d"}).out, "http://a.example/a (body)\n  1: "));
  CHECK(search({"-E", "UA-\\d", "--in", "text"}).out == "");
  CHECK(search({"-E", "^A clock$", "-C", "1"}).out == "http://a.example/b\n  1: A clock\n  2- and a watch\n");
  const Json rows = Json::parse(search({"-E", "gold", "--json"}).out);
  CHECK(rows.size() == 1);
  CHECK(rows[0]["part"] == "text");
  CHECK(rows[0]["line"] == 2);
}

TEST_CASE_FIXTURE(Searched, "rows are JSON, or CSV that no spreadsheet runs") {
  if (trawl.empty()) return;
  const Json rows = Json::parse(search({"watch", "--json"}).out);
  CHECK(rows[0]["title"] == "=cmd()");
  CHECK(rows[0]["snippet"] == "A clock\nand a watch");
  CHECK(holds(search({"watch", "--csv"}).out, "\"'=cmd()\""));
}

TEST_CASE_FIXTURE(Searched, "what cannot be looked for is said in one line") {
  if (trawl.empty()) return;
  struct Case {
    Words words;
    int exit_code;
    const char* says;
  };
  const Case cases[] = {
      {{"search", "a.db"}, 2, "usage: trawl search DB WORDS"},
      {{"search", "a.db", "\"open"}, 2, "a quote is opened"},
      {{"search", "a.db", "a", "OR"}, 2, "OR needs a word on each side"},
      {{"search", "a.db", "NEAR(a, x)"}, 2, "cannot be looked for"},
      {{"search", "a.db", "-E", "("}, 2, "the pattern '(' is wrong"},
      {{"search", "a.db", "a", "--in", "body"}, 2, "--in is for --regexp"},
      {{"search", "a.db", "-E", "a", "--in", "head"}, 2, "none of text, body, both"},
      {{"search", "a.db", "a", "-C", "2"}, 2, "--context is for --regexp"},
      {{"search", "no.db", "a"}, 3, "does not exist"},
      {{"search", "no.db", "-E", "a"}, 3, "does not exist"},
      {{"search", "words.txt", "a"}, 3, "is not a crawl file"},
  };
  write("words.txt", "no database");
  for (const auto& [given_words, exit_code, says] : cases) {
    const auto& words = given_words;
    const Finished end = run(words);
    CAPTURE(words.back());
    CAPTURE(end.err);
    CHECK(end.exit_code == exit_code);
    CHECK(end.out == "");
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, says));
  }
}

TEST_CASE_FIXTURE(Searched, "a file that cannot be written is searched by a temporary index") {
  if (trawl.empty() || geteuid() == 0) return;
  std::filesystem::permissions(folder / "a.db", std::filesystem::perms::owner_read);
  const Finished end = search({"watch"});
  CHECK(end.exit_code == 0);
  CHECK(holds(end.out, "http://a.example/b"));
  CHECK(holds(end.err, "temporary index"));
}
