#include "web/event_log.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;
using web::EventLog;
using web::HttpReply;
using web::HttpRequest;

namespace {

/// A file in which thirty things happened: one in ten an error, one in five else a warning; on two hosts.
struct Logged : CrawlFile {
  Logged() {
    add({new_url("/1"), new_url("/2", storage::ViaKind::link, "http://b.example")});
    storage::Batch batch;
    for (int i = 1; i <= 30; ++i) {
      storage::Event& event = batch.events.emplace_back();
      event.at = 1'700'000'000 + i;
      event.level = i % 10 == 0 ? "error" : i % 5 == 0 ? "warning" : "info";
      event.kind = i % 2 == 0 ? "retry" : "pause";
      event.message = "Number " + std::to_string(i);
      event.host_id = 1 + i % 2;
    }
    store().commit(batch);
  }
  void happens(const std::string& message, const std::string& level = "info") {
    storage::Batch batch;
    storage::Event& event = batch.events.emplace_back();
    event.level = level;
    event.kind = "test";
    event.message = message;
    store().commit(batch);
  }
  json rows(const std::string& query) { return json::parse(log.rows("/api/v1/log?" + query).body); }
  HttpReply stream(const std::string& query, const std::string& last = "") {
    HttpRequest request{"GET", "/api/v1/log?" + query, "/api/v1/log", {}, 0};
    if (!last.empty()) request.headers.emplace_back("Last-Event-ID", last);
    return EventLog(file()).stream(request);
  }

  EventLog log{file()};
};

}  // namespace

TEST_CASE_FIXTURE(Logged, "the log has the newest first, in parts, with host and URL") {
  const json part = rows("size=2");
  CHECK(part["entries"].size() == 2);
  CHECK(part["entries"][0]["message"] == "Number 30");
  CHECK(part["entries"][0]["host"] == "http://a.example");
  CHECK(rows("size=2&before=" + part["next"].dump())["entries"][0]["message"] == "Number 28");
  CHECK(rows("before=2")["next"].is_null());
  CHECK(rows("size=x")["entries"].size() == 30);
}

TEST_CASE_FIXTURE(Logged, "level is the least that is shown; kind, host and text narrow it down") {
  CHECK(rows("level=error")["entries"].size() == 3);
  CHECK(rows("level=warning")["entries"].size() == 6);
  CHECK(rows("level=info")["entries"].size() == 30);
  CHECK(rows("kind=retry")["entries"].size() == 15);
  CHECK(rows("host=B.exa")["entries"].size() == 15);
  CHECK(rows("text=NUMBER+1")["entries"].size() == 11);
  CHECK(rows("text=number+1&level=error")["entries"].size() == 1);
}

TEST_CASE_FIXTURE(Logged, "a stream has what comes after the entry that it names, through the same filter") {
  HttpReply all = stream("after=28");
  CHECK(all.content_type == "text/event-stream");
  const std::string text = all.more();
  CHECK(text.starts_with("id: 29\ndata: {\"id\":29,"));
  CHECK(text.find("\n\nid: 30\n") != std::string::npos);
  CHECK(text.ends_with("}\n\n"));
  CHECK(all.more().empty());
  CHECK(stream("level=error&after=0").more().find("Number 20") != std::string::npos);
  CHECK(stream("level=error&after=0").more().find("Number 5\"") == std::string::npos);
  CHECK(stream("after=0", "29").more().starts_with("id: 30\n"));
  CHECK(stream("").more().empty());
}

TEST_CASE_FIXTURE(Logged, "a message with line feeds stays one message of the stream") {
  happens("one\ndata: two\r\n\nid: 7");
  const std::string text = stream("after=30").more();
  CHECK(text.starts_with("id: 31\ndata: {"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK(text.find('\r') == std::string::npos);
}

TEST_CASE("the log of a file that cannot be read is 503, and its stream is silent") {
  const EventLog log("/nonexistent/crawl.db");
  CHECK(log.rows("").status == 503);
  CHECK(log.stream({"GET", "/api/v1/log", "/api/v1/log", {}, 0}).more().empty());
}
