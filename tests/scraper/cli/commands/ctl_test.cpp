#include <doctest/doctest.h>

#include "scraper/cli/run/orders.hpp"
#include "storage/orders.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/http_client.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;
using namespace trawl::cli::testing;
using cli::order_of;

TEST_CASE("words become orders in the form in which crawls take them") {
  const auto fields = [](const char* action, const storage::OrderFields& given) {
    return storage::fields_json(order_of(action, given, "ctl").fields);
  };
  CHECK(fields("set", {{"time-limit", "1h30m"}, {"size-limit", "2k"}, {"rate", "30/m"}, {"limit", "5"}}) ==
        R"({"time_limit":"5400","size_limit":"2048","rate":"0.5","page_limit":"5"})");
  CHECK(fields("delay", {{"host", "Example.ORG/"}, {"time", "1500ms"}}) ==
        R"({"host":"example.org","seconds":"1.5"})");
  CHECK(fields("delay", {{"host", "https://Example.org:443/a"}, {"time", "off"}}) ==
        R"({"host":"https://example.org","seconds":""})");
  CHECK(fields("prioritize", {{"all", "true"}}) == R"({"all":"true","priority":"10"})");
  CHECK(order_of("stop", {}, "page").source == "page");
  CHECK(order_of("stop", {}, "page").token != order_of("stop", {}, "page").token);
  for (const auto& [order, given] : std::vector<std::pair<const char*, storage::OrderFields>>{
           {"lose", {}},
           {"drop", {}},
           {"drop", {{"state", "done"}}},
           {"drop", {{"regexp", "("}}},
           {"drop", {{"url", ""}}},
           {"drop", {{"depth", "deep"}}},
           {"requeue", {{"state", "lost"}}},
           {"prioritize", {{"all", "1"}, {"priority", "high"}}},
           {"set", {}},
           {"set", {{"depth", "3"}}},
           {"set", {{"concurrency", "0"}}},
           {"set", {{"delay", "soon"}}},
           {"delay", {{"host", "a.example"}}},
           {"delay", {{"host", "://"}, {"time", "1s"}}},
           {"pause", {{"url", "x"}}},
           {"exclude", {{"pattern", "*"}}},
           {"include", {}},
           {"undo", {{"order", "0"}}}}) {
    const char* const action = order;
    CAPTURE(action);
    CHECK_THROWS_AS(order_of(action, given, "ctl"), std::invalid_argument);
  }
}

TEST_CASE("ctl steers a crawl that runs in another process, and its orders are rows of the file") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const web::DemoSite site;
  support::Subprocess crawl(line.program({"crawl", site.url() + "/", "-o", "a.db", "--ui", "127.0.0.1:0",
                                          "--delay", "100ms", "--per-host", "1", "--sitemap", "off"}));
  const std::string said = crawl.said("watch it at http");
  REQUIRE_FALSE(said.empty());
  const auto ctl = [&](Words words) {
    words.insert(words.begin(), {"ctl", "a.db"});
    return line.run(std::move(words));
  };
  const auto paused = ctl({"pause"});
  CHECK(paused.out == "the crawl was paused; to undo: trawl ctl a.db undo 1\n");
  CHECK(paused.exit_code == 0);
  const auto preview = ctl({"drop", "--all", "--dry-run", "--json"});
  CHECK(preview.exit_code == 0);
  const auto dropped = ctl({"drop", "--all", "--json"});
  CHECK(Json::parse(dropped.out)["state"] == "done");
  CHECK(Json::parse(dropped.out)["counted"] <= Json::parse(preview.out)["count"]);
  CHECK(Json::parse(ctl({"undo", "--json"}).out)["counted"] == Json::parse(dropped.out)["counted"]);
  const auto refused = ctl({"drop", "--where", "no_such_column"});
  CHECK(refused.exit_code == 2);
  CHECK(is_one_line(refused.err));
  CHECK(ctl({"set", "limit=3", "delay=1ms"}).exit_code == 0);
  CHECK(ctl({"resume"}).exit_code == 0);
  const auto end = crawl.wait();
  CHECK(holds(end.err, "page limit"));
  const Json orders = Json::parse(ctl({"orders", "--json"}).out);
  CHECK(orders.size() == 6);
  CHECK(orders[5]["action"] == "pause");
  CHECK(Json::parse(line.run({"why", "a.db", site.url() + "/", "--json"}).out)["is_known"] == true);
}

TEST_CASE("ctl works on a file on which no crawl runs, and says what does not") {
  CommandLine line;
  if (line.trawl.empty()) return;
  const web::DemoSite site;
  REQUIRE(line.run({"crawl", site.url() + "/", "-o", "a.db", "--ui", "off", "-q", "--delay", "0", "-n", "3"})
              .exit_code == 0);
  const auto drop = line.run({"ctl", "a.db", "drop", "--url", "/"});
  CHECK(holds(drop.out, " dropped; to undo: trawl ctl a.db undo 1\n"));
  const Json dropped = Json::parse(
      line.run({"query", "a.db", "SELECT url FROM urls WHERE skip_reason LIKE 'dropped%'", "--json"}).out);
  const auto why = line.run({"why", "a.db", dropped.at(0)["url"]});
  CHECK(holds(why.out, "a person dropped it"));
  CHECK(holds(why.out, "1, given by ctl at 2"));
  const auto resumed = line.run({"resume", "a.db", "--ui", "off", "-q", "--delay", "0", "-n", "10"});
  CHECK(resumed.exit_code == 0);
  CHECK(holds(
      line.run({"query", "a.db", "SELECT count(*) FROM pages WHERE url NOT LIKE '%sitemap%'", "--csv"}).out,
      "\r\n3\r\n"));
  CHECK(line.run({"ctl", "a.db", "undo"}).exit_code == 0);
  for (const Words& words : {Words{"a.db", "pause"},
                             {"a.db", "drop"},
                             {"a.db", "dorp", "--all"},
                             {"a.db", "set", "limit"},
                             {"a.db", "delay", "x"},
                             {"a.db", "stop", "now"},
                             {"a.db", "pause", "--dry-run"},
                             {"a.db", "undo", "999"}}) {
    Words all{"ctl"};
    all.insert(all.end(), words.begin(), words.end());
    const auto wrong = line.run(all);
    CAPTURE(wrong.err);
    CHECK(wrong.exit_code == 2);
    CHECK(is_one_line(wrong.err));
  }
  line.write("text.db", "no database");
  for (const char* const file : {"missing.db", "text.db"}) {
    const auto wrong = line.run({"ctl", file, "drop", "--all"});
    CHECK(wrong.exit_code == 3);
    CHECK(is_one_line(wrong.err));
  }
}
