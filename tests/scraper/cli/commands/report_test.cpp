#include <sstream>

#include <doctest/doctest.h>

#include "storage/file/schema.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/browser.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using namespace trawl::storage::testing;
using support::Finished;

namespace {

/// A crawl whose site says hostile things.
void write_hostile(const std::filesystem::path& file, const std::vector<std::string>& titles) {
  storage::Store store(file);
  store.start_crawl(storage::CrawlChoice("</title><script>x</script>", "{}"), 1'700'000'000);
  int number = 0;
  for (const std::string& title : titles) {
    for (int twin = 0; twin < 2; ++twin) {
      storage::Batch batch;
      batch.urls = {new_url("/" + std::to_string(++number))};
      store.commit(batch);
      batch = storage::Batch();
      batch.visits.push_back(visit_of(lease_from(store, 1, 1, 1e12).leases.at(0), 200, title));
      add_link(batch.visits.back(), new_url("/gone"), title);
      batch.visits.back().found.back().state = storage::UrlState::skipped;
      batch.visits.back().found.back().skip = storage::SkipReason::robots_unreachable;
      store.commit(batch);
    }
  }
}

const std::vector<std::string> kHostile{"=cmd|' /C calc'!A0",
                                        "@SUM(1)",
                                        "<script>document.title='run'</script>",
                                        "\"><img src=x onerror=\"document.title='run'\">",
                                        "\x1b]0;owned\x07\x1b[2J",
                                        "\xe2\x80\xaelevon\nnew line",
                                        "javascript:document.title='run'"};

}  // namespace

TEST_CASE_FIXTURE(CommandLine, "a report that cannot be given ends with one clear line and its exit code") {
  if (trawl.empty()) return;
  { storage::Store(folder / "empty.db"); }
  write(
      "foreign.db",
      "this is no database of anybody, and long enough to have a header of a hundred bytes, if it were one");
  write_hostile(folder / "a.db", {"A"});
  std::filesystem::copy(folder / "a.db", folder / "newer.db");
  storage::Connection(folder / "newer.db", storage::Access::write)
      .execute("PRAGMA user_version = " + std::to_string(storage::kSchemaVersion + 1));
  std::filesystem::copy(folder / "a.db", folder / "cut.db");
  std::filesystem::resize_file(folder / "cut.db", 20'000);
  const std::tuple<Words, int, const char*> cases[] = {
      {{"a.db", "broken_lynks"}, 2, "did you mean 'broken_links'?"},
      {{"a.db", "nothing"}, 2, "the reports are broken_links, "},
      {{"a.db", "--csv", "--html"}, 2, "choose one of --csv and --html"},
      {{"a.db", "--limit", "-1"}, 2, "-1"},
      {{"a.db", "hosts", "-o", "no/such/folder/x"}, 1, "cannot write no/such/folder/x"},
      {{"a.db", "hosts", "-o", "/dev/full"}, 1, "cannot write /dev/full"},
      {{"none.db"}, 3, "none.db"},
      {{"foreign.db"}, 3, "foreign.db"},
      {{"newer.db"}, 3, "newer"},
      {{"cut.db"}, 3, "cut.db"},
      {{"empty.db"}, 5, "no page was fetched yet"},
  };
  for (const auto& [given_words, code, message] : cases) {
    const auto& words = given_words;
    Words line{"report"};
    line.insert(line.end(), words.begin(), words.end());
    const Finished end = run(line);
    CAPTURE(words);
    CAPTURE(end.err);
    CHECK(end.exit_code == code);
    CHECK(end.out.empty());
    CHECK(is_one_line(end.err));
    CHECK(holds(end.err, message));
  }
}

TEST_CASE_FIXTURE(CommandLine, "a report gives hostile text as text, in each format") {
  if (trawl.empty()) return;
  write_hostile(folder / "a.db", kHostile);
  const std::string text = run({"report", "a.db"}).out + run({"report", "a.db", "duplicate_titles"}).out +
                           run({"report", "a.db", "broken_links"}).out;
  CHECK(holds(text, "\\x1b]0;owned\\x07"));
  CHECK(holds(text, "\\u202elevon\\nnew line"));
  CHECK(text.find('\x1b') == std::string::npos);

  const std::string csv = run({"report", "a.db", "duplicate_titles", "--csv"}).out;
  CHECK(holds(csv, "\"'=cmd|"));
  CHECK(holds(csv, "'@SUM(1)"));
  CHECK(holds(run({"report", "a.db", "duplicate_titles", "--csv-raw"}).out, "\r\n@SUM(1),2,"));

  const Json rows = Json::parse(run({"report", "a.db", "duplicate_titles", "--json"}).out);
  CHECK(rows.size() == 2 * kHostile.size());
  const Json overview = Json::parse(run({"report", "a.db", "--json"}).out);
  CHECK(overview[0]["name"] == "broken_links");
  CHECK(overview[0]["rows"] == 2 * kHostile.size());
  CHECK(overview[0]["groups"] == 1);
}

TEST_CASE_FIXTURE(CommandLine, "the HTML report stands alone, runs nothing, and fits a narrow window") {
  if (trawl.empty()) return;
  write_hostile(folder / "a.db", kHostile);
  const Finished end = run({"report", "a.db", "--html", "-o", "report.html"});
  CHECK(end.exit_code == 0);
  CHECK(end.out.empty());
  const std::string program = support::Browser::path();
  if (program.empty()) return;
  support::Browser browser(program);
  browser.open("file://" + (folder / "report.html").string());
  CHECK(browser.value("document.title") == "Report of </title><script>x</script>");
  CHECK(browser.value(
            "document.querySelectorAll('script, img, iframe, object, [onerror], [style]').length") == 0);
  CHECK(browser.value("[...document.links].every(a => a.protocol == 'http:' || a.href.includes('#'))") ==
        true);
  CHECK(browser.value("performance.getEntriesByType('resource').length") == 0);
  CHECK(browser.value("document.querySelectorAll('#duplicate_titles + p + div tr').length") ==
        1 + 2 * kHostile.size());
  for (const char* const scheme : {"light", "dark"}) {
    browser.set_colours(scheme);
    browser.set_size(360, 800);
    CHECK(browser.value("document.documentElement.scrollWidth <= innerWidth") == true);
    CHECK(browser.value("getComputedStyle(document.body).backgroundColor") ==
          (scheme == std::string("light") ? "rgb(255, 255, 255)" : "rgb(20, 23, 27)"));
  }
}
