#include "scraper/cli/print/summary.hpp"

#include <doctest/doctest.h>

using namespace trawl;

using cli::CrawlEnd;
using cli::exit_code_of;
using cli::ExitCode;
using crawl::Ending;

namespace {

CrawlEnd sample(Ending ending) {
  CrawlEnd end;
  end.ending = ending;
  end.numbers.pages = end.numbers.pages_this_run = 1'200;
  end.numbers.elapsed_s = 60;
  end.numbers.status_classes = {3, 0, 1'192, 5, 2, 0};
  end.numbers.page_classes = {3, 0, 1'190, 5, 2, 0};
  end.numbers.sitemaps = 2;
  end.numbers.retries = 6;
  end.numbers.queued = 1'700;
  end.numbers.bytes = 3 << 20;
  end.numbers.errors = {{"dns", 1}, {"timeout", 2}};
  end.numbers.skipped = {{"robots", 4}, {"scope", 40}};
  return end;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each ending has its exit code") {
  CHECK(exit_code_of(sample(Ending::finished)) == ExitCode::done);
  CHECK(exit_code_of(sample(Ending::page_limit)) == ExitCode::done);
  CHECK(exit_code_of(sample(Ending::interrupted)) == ExitCode::interrupted);
  CHECK(exit_code_of(sample(Ending::parked)) == ExitCode::interrupted);
  CHECK(exit_code_of(sample(Ending::size_limit)) == ExitCode::size_limit);
  CHECK(exit_code_of(sample(Ending::time_limit)) == ExitCode::time_limit);
}

TEST_CASE("a crawl that never got a response has fetched nothing") {
  CrawlEnd end = sample(Ending::finished);
  end.numbers.page_classes = {3, 0, 0, 0, 0, 0};
  CHECK(exit_code_of(end) == ExitCode::nothing);
  end.numbers.page_classes = {3, 0, 0, 0, 1, 0};
  CHECK(exit_code_of(end) == ExitCode::done);
  CHECK(exit_code_of(CrawlEnd()) == ExitCode::nothing);
}

TEST_CASE("the summary lists counts with the most frequent first") {
  const std::string text = summary(sample(Ending::finished), "my crawl.db", 4 << 20);
  CHECK(text.starts_with("finished: nothing left to fetch\n"));
  CHECK(holds(text, "1,200 in 1m, 20.0/s\n"));
  CHECK(holds(text, "answers   1,192 2xx, 5 3xx, 2 4xx\n"));
  CHECK(holds(text, "sitemaps  2\n"));
  CHECK(holds(text, "errors    3: 2 timeout, 1 dns\n"));
  CHECK(holds(text, "retries   6\n"));
  CHECK(holds(text, "queued    1,700 URLs\n"));
  CHECK(holds(text, "bytes     3,145,728 (3MB)\n"));
  CHECK(holds(text, "40 scope, 4 robots\n"));
  CHECK(holds(text, "'my crawl.db', 4MB\n"));
  CHECK(holds(text, "trawl serve 'my crawl.db'\n"));
  CHECK_FALSE(holds(text, "resume"));
}

TEST_CASE("of many reasons the summary names the eight most frequent") {
  CrawlEnd end = sample(Ending::finished);
  end.numbers.errors.clear();
  for (int i = 1; i <= 8; ++i) end.numbers.errors["e" + std::to_string(i)] = i;
  const std::string eight = "errors    36: 8 e8, 7 e7, 6 e6, 5 e5, 4 e4, 3 e3, 2 e2, 1 e1";
  CHECK(holds(summary(end, "a.db", 1), eight + "\n"));
  end.numbers.errors["e0"] = 1;
  CHECK(holds(summary(end, "a.db", 1), "errors    37: 8 e8, 7 e7, 6 e6, 5 e5, 4 e4, 3 e3, 2 e2, 1 e0, …\n"));
}

TEST_CASE("after a page limit the next one is a number that lets the crawl go on") {
  CrawlEnd end = sample(Ending::page_limit);
  end.numbers.page_limit = 1'200;
  CHECK(holds(summary(end, "a.db", 1), "  trawl resume a.db -n 2400\n"));
  end.numbers.page_limit = 20;  // less than there are: nothing was fetched
  CHECK(holds(summary(end, "a.db", 1), "  trawl resume a.db -n 1220\n"));
}

TEST_CASE("the first table with rows has a query of its own, in names that SQL takes") {
  CrawlEnd end = sample(Ending::finished);
  CHECK_FALSE(holds(summary(end, "a.db", 1), "LIMIT 10"));
  for (const char* const name : {"empty", "order"}) {
    end.items.tables.emplace_back().table = name;
    for (const char* const field : {"key", "b", "a b"}) {
      storage::FieldReport& one = end.items.fields.emplace_back();
      one.table = name;
      one.field = field;
    }
  }
  end.items.tables[1].rows = 1;
  const std::string text = summary(end, "a.db", 1);
  CHECK_MESSAGE(holds(text, R"(  trawl query a.db 'SELECT "key", b, "a b" FROM "order" LIMIT 10')"), text);
}

TEST_CASE("a crawl that can be resumed says how") {
  for (const auto ending : {Ending::interrupted, Ending::time_limit})
    CHECK(holds(summary(sample(ending), "a.db", 1), "  trawl resume a.db\n"));
  CrawlEnd full = sample(Ending::size_limit);
  full.numbers.bytes = 3 << 20;
  full.runs_commands = true;
  CHECK(holds(summary(full, "a.db", 1), "  trawl resume a.db --allow-commands --size-limit 6M\n"));
}

TEST_CASE("a crawl that leaves parked hosts names them, what is left of them and when they may be asked") {
  CrawlEnd end = sample(Ending::parked);
  for (const double wait : {86'400.0, 600.0}) {
    storage::LiveHost& host = end.parked.emplace_back();
    host.name = "http://h" + std::to_string(end.parked.size()) + ".example";
    host.queued = end.parked.size() == 1 ? 1'234 : 1;
    host.wait_reason = "retry-after";
    host.wait_s = wait;
  }
  const std::string text = summary(end, "a.db", 1);
  CHECK(text.starts_with("stopped: the hosts that are left ask for a longer wait than --max-wait allows\n"));
  CHECK(holds(text, "  parked    http://h2.example: 1 URL (retry-after); may be asked in 10m, from 2"));
  CHECK(holds(text, "  parked    http://h1.example: 1,234 URLs (retry-after); may be asked in 24h, from 2"));
  CHECK(text.find("http://h2") < text.find("http://h1"));
  CHECK(holds(text, "  trawl resume a.db"));
  end.parked.resize(12, end.parked.front());
  CHECK(holds(summary(end, "a.db", 1), "and 4 more hosts\n"));
}

TEST_CASE("a crawl that fetched nothing says why") {
  CrawlEnd end;
  end.warnings = {"no address for \x1b[2Jexample.org"};
  const std::string text = summary(end, "a.db", 1);
  CHECK(text.starts_with("nothing could be fetched\n"));
  CHECK(holds(text, "why       no address for \\x1b[2Jexample.org\n"));
}

TEST_CASE("what a seed's answer explains is said, and not twice") {
  CrawlEnd end = sample(Ending::finished);
  end.hints = {"http://a/ redirects to http://b/", "twice"};
  end.warnings = {"twice"};
  const std::string text = summary(end, "a.db", 1);
  CHECK(holds(text, "why       http://a/ redirects to http://b/\n"));
  CHECK(text.find("twice") == text.rfind("twice"));
}

TEST_CASE("pages of earlier runs are counted separately") {
  CrawlEnd end = sample(Ending::finished);
  end.numbers.pages = 1'500;
  CHECK(holds(summary(end, "a.db", 1), "(1,500 including earlier runs)"));
}

TEST_CASE("the speed of a resumed crawl is that of this run's pages in this run's time") {
  CrawlEnd end = sample(Ending::finished);
  end.numbers.pages = 120'000;
  CHECK(holds(summary(end, "a.db", 1), "1,200 in 1m, 20.0/s ("));
}
