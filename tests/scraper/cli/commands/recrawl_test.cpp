#include <doctest/doctest.h>

#include "storage/revisits.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;
using cli::testing::CommandLine, cli::testing::holds;
using storage::testing::CrawlFile, storage::testing::new_url;

TEST_CASE(
    "recrawl asks for the pages that are due or that a condition chooses, and follows the links of the "
    "others") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const web::DemoSite site;
  line.environment.insert(line.environment.end(),
                          {{"TRAWL_DELAY", "0"}, {"TRAWL_DEPTH", "1"}, {"TRAWL_SITEMAP", "off"}});
  REQUIRE(line.run({"crawl", site.url() + "/", "-o", "a.db", "--ui", "off", "-q"}).exit_code == 0);
  const auto pages = [&](int crawl) {
    const auto counted =
        line.run({"query", "a.db", "SELECT count(*) FROM pages WHERE crawl_id = " + std::to_string(crawl)});
    return counted.out.substr(counted.out.find('\n') + 1);
  };
  REQUIRE(pages(1) != "1\n");
  const auto one = line.run({"recrawl", "a.db", "--ui", "off", "--where", "url_path(url) = '/about/'"});
  CHECK(one.exit_code == 0);
  CHECK(holds(one.err, "1 of the known pages are asked again\n"));
  CHECK(pages(2) == "1\n");
  CHECK(holds(line.run({"diff", "a.db"}).out, "gone         0\n"));
  const auto due = line.run({"recrawl", "a.db", "--ui", "off", "--due", "--where", "depth = 0"});
  CHECK(holds(due.err, " of the known pages are asked again: due\n"));
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{"--where", "no_such_column = 1"},
                                                {"--where", "1) UNION SELECT"},
                                                {"--due", "--only-new"},
                                                {"--where", "1; DROP TABLE urls"}}) {
    std::vector<std::string> words{"recrawl", "a.db", "--ui", "off"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    const auto refused = line.run(words);
    CHECK(refused.exit_code == 2);
    CHECK(cli::testing::is_one_line(refused.err));
  }
}

TEST_CASE("what decides whether a page is due comes from its newest fetch, its sitemap and its history") {
  CrawlFile file;
  storage::Visit visit = file.fetched(new_url("/", storage::ViaKind::seed));
  visit.page->headers = R"([["Cache-Control","max-age=60"],["Expires","0"],["Age","5"]])";
  visit.page->content_hash = std::string(16, 'a');
  file.commit(std::move(visit));
  file.store().finish_crawl("finished", "", "{}", 1'700'000'050);
  file.store().start_crawl(storage::CrawlChoice("again", "{}"), 1'700'000'100);
  visit = file.fetched(new_url("/", storage::ViaKind::seed));
  visit.page->content_hash = std::string(16, 'b');
  visit.page->fetched_at += 1'000;
  file.commit(std::move(visit));
  storage::RevisitFacts facts;
  storage::for_each_newest_page(file.file(), [&](const storage::RevisitFacts& one) { facts = one; });
  CHECK(facts.url_id == 1);
  CHECK(facts.visits == 2);
  CHECK(facts.versions == 2);
  CHECK(facts.fetched_at - facts.first_seen == doctest::Approx(1'000));
  CHECK(facts.cache_control == "");  // the newest says nothing
  CHECK(storage::urls_where(file.file(), "status = 200 -- and no more") == std::vector<std::int64_t>{1});
  CHECK(storage::urls_where(file.file(), "status = 404").empty());
}
