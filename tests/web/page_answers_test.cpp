#include "web/page_answers.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/http_client.hpp"
#include "web/server.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;
using web::HttpReply;
using web::PageAnswers;
using web::PageExtras;

namespace {

/// A file with four pages, of which one is missing on the server and linked, and answers with all that layers
/// above may add.
struct Answered : CrawlFile {
  Answered() {
    for (int i = 1; i <= 4; ++i) {
      storage::Visit visit = fetched(new_url("/" + std::to_string(i)), i == 4 ? 404 : 200);
      if (i < 4) {
        const std::string body = "clock number " + std::to_string(i);
        visit.page->body = storage::compress_body(body, storage::hash_bytes(body));
        add_link(visit, new_url("/" + std::to_string(i + 1)));
      }
      commit(std::move(visit));
    }
  }
  PageExtras extras() {
    PageExtras extras;
    extras.functions.text_of = [](const storage::PageContent& page) { return std::optional(page.body); };
    extras.search_query = [](const std::string& words) {
      if (words.empty()) throw web::WrongQuestion("there is no word");
      return words;
    };
    extras.story = [](const auto&, const std::string& url) {
      if (url == "x") throw web::WrongQuestion("no URL");
      return "{\"answer\":\"of " + url + "\"}";
    };
    extras.saved_queries = [this] {
      return std::vector<std::pair<std::string, std::string>>(saved.begin(), saved.end());
    };
    extras.save_query = [this](const std::string& name, const std::string& sql) { saved[name] = sql; };
    return extras;
  }
  static json parsed(const HttpReply& reply) { return json::parse(reply.body); }

  std::map<std::string, std::string> saved;
  PageAnswers answers{file(), extras()};
};

}  // namespace

TEST_CASE_FIXTURE(Answered, "the breakdown counts the fetches of the file") {
  const json sums = parsed(answers.breakdown());
  CHECK(sums["rows"] == 4);
  CHECK(sums["complete"] == true);
  CHECK(sums["types"] == json::parse(R"([["text/html; charset=utf-8", 4]])"));
  CHECK(answers.sums().durations.counts().size() == 14);
}

TEST_CASE_FIXTURE(Answered, "words are found, and words that cannot be looked for are a wrong question") {
  const json found = parsed(answers.search("?q=clock"));
  CHECK(found["hits"].size() == 3);
  CHECK(found["done"] == found["all"]);
  CHECK(found["hits"][0]["snippet"].get<std::string>().find("\x01"
                                                            "clock\x02") != std::string::npos);
  CHECK(parsed(answers.search("?q=clock&size=2"))["hits"].size() == 2);
  CHECK(answers.search("?q=").status == 400);
  CHECK(parsed(answers.search("?q=%22"))["error"].is_string());
}

TEST_CASE_FIXTURE(Answered, "reports are listed, counted on demand, and one by one given with their rows") {
  const auto of = [](const json& list, const std::string& name) {
    for (const json& report : list["reports"])
      if (report["name"] == name) return report;
    return json();
  };
  CHECK(of(parsed(answers.reports("")), "broken_links")["rows"].is_null());
  CHECK(of(parsed(answers.reports("?count=1")), "broken_links")["rows"] == 1);
  CHECK(of(parsed(answers.reports("")), "broken_links")["rows"] == 1);
  const json broken = parsed(answers.report("broken-links", ""));
  CHECK(broken["title"] == "Broken links");
  CHECK(broken["rows"].size() == 1);
  CHECK(broken["count"] == 1);
  CHECK(parsed(answers.report("broken_links", "?text=A.EXAMPLE%2F4"))["count"] == 1);
  CHECK(parsed(answers.report("broken_links", "?text=nowhere"))["count"] == 0);
  const HttpReply csv = answers.report("broken_links", "?_format=csv");
  CHECK(csv.body.find("http://a.example/4") != std::string::npos);
  CHECK(csv.headers[0].second == "attachment; filename=\"broken_links.csv\"");
  CHECK(answers.report("broken_links", "?_format=table").status == 400);
  CHECK(answers.report("nothing", "").status == 404);
}

TEST_CASE_FIXTURE(Answered, "stories and saved queries come from above") {
  CHECK(parsed(answers.story("?url=http%3A%2F%2Fa"))["answer"] == "of http://a");
  CHECK(answers.story("?url=x").status == 400);
  CHECK(answers.story("").status == 400);
  CHECK(answers.save_query("one", "?sql=SELECT+1").status == 201);
  CHECK(answers.save_query("one", "").status == 400);
  CHECK(parsed(answers.saved_queries()) ==
        json::parse(R"({"queries": [{"name": "one", "sql": "SELECT 1"}], "can_save": true})"));
}

TEST_CASE_FIXTURE(Answered, "what nothing above adds is not there") {
  PageAnswers bare(file(), {});
  CHECK(bare.story("?url=x").status == 404);
  CHECK(bare.search("?q=x").status == 404);
  CHECK(bare.save_query("x", "?sql=x").status == 404);
  CHECK(parsed(bare.saved_queries()) == json::parse(R"({"queries": [], "can_save": false})"));
}

TEST_CASE_FIXTURE(Answered,
                  "over HTTP a query is saved by a POST with the token alone, and no path leads out") {
  web::ServerOptions options;
  options.extras = extras();
  const web::Server server(options, file());
  const std::string link = server.address();
  const int port = support::port_of(link);
  const auto status = [port](const std::string& line, const std::string& headers = "") {
    return support::answer_to(port, support::request_text(port, line, headers)).status;
  };
  const std::string token = "X-Trawl-Token: " + link.substr(link.find('#') + 1) + "\r\n";
  const std::string save = "/api/v1/queries/one?sql=SELECT+1";
  CHECK(status("POST " + save) == 403);
  CHECK(status("POST " + save, "X-Trawl-Token: 0\r\n") == 403);
  CHECK(status("POST " + save, token + "Origin: http://evil.example\r\n") == 403);
  CHECK(status("GET " + save, token) == 405);
  CHECK(saved.empty());
  CHECK(status("POST " + save, token) == 201);
  CHECK(saved.at("one") == "SELECT 1");
  CHECK(status("POST /api/v1/search?q=clock", token) == 405);
  for (const char* path : {"/api/v1/reports/..%2F..%2Fetc%2Fpasswd", "/api/v1/reports/../../etc/passwd",
                           "/api/v1/rows/..%2Fpages", "/views/..%2Fapp.js", "/views/../app.js"}) {
    CAPTURE(path);
    CHECK(status(std::string("GET ") + path) == 404);
  }
}

TEST_CASE_FIXTURE(Answered,
                  "while 100 clients listen to the log, the status answers, and events reach them") {
  const web::Server server({}, file());
  const int port = support::port_of(server.address());
  std::vector<std::unique_ptr<support::RawConnection>> listeners;
  for (int i = 0; i < 100; ++i) {
    listeners.push_back(std::make_unique<support::RawConnection>(port));
    listeners.back()->send(
        support::request_text(port, "GET /api/v1/log?after=0", "Accept: text/event-stream\r\n"));
    CHECK(listeners.back()->until("retry: 2000\n\n").starts_with("HTTP/1.1 200"));
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(support::answer_to(port, support::request_text(port, "GET /api/status")).status == 200);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
  storage::Batch batch;
  batch.events.emplace_back().message = "something";
  batch.events.back().level = "info";
  store().commit(batch);
  for (const auto& listener : listeners)
    CHECK(listener->until("\n\n").find("\"something\"") != std::string::npos);
}

TEST_CASE("of a file that cannot be read every answer is 503") {
  PageAnswers none("/nonexistent/crawl.db", {});
  CHECK(none.breakdown().status == 503);
  CHECK(none.reports("").status == 503);
  CHECK(none.report("broken_links", "").status == 503);
  CHECK_FALSE(none.sums().is_complete);
}
