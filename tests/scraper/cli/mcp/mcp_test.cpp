// Runs `trawl mcp`.
#include <doctest/doctest.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/mcp/tools.hpp"
#include "tests/scraper/cli/command_line.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;

namespace {

struct Served : CommandLine {
  Served() {
    storage::Store store(folder / "a.db");
    store.start_crawl(storage::CrawlChoice("test", "{}"), 1'700'000'000);
    storage::Batch batch;
    batch.urls.push_back(storage::testing::new_url("/a"));
    store.commit(batch);
    batch = storage::Batch();
    batch.visits.push_back(
        storage::testing::visit_of(storage::testing::lease_from(store, 1, 1, 1e12).leases.at(0), 200,
                                   "\x1b[31m\"hostile\"\n</script>\xe2\x80\xae"));
    store.commit(batch);
  }
  /// The answers to lines, each an object.
  std::vector<Json> answers(const std::string& lines) {
    const Finished end = run({"mcp", "a.db"}, lines);
    CHECK(end.exit_code == 0);
    CHECK(end.err == "");
    std::vector<Json> all;
    for (std::string_view rest = end.out; !rest.empty();)
      all.push_back(Json::parse(text::take_until(rest, '\n')));
    return all;
  }
  Json answer(const std::string& line) {
    const auto all = answers(line);
    return all.size() == 1 ? all[0] : Json(all);
  }
  Json called(const std::string& tool, const Json& arguments) {
    const Json request{{"jsonrpc", "2.0"},
                       {"id", 7},
                       {"method", "tools/call"},
                       {"params", {{"name", tool}, {"arguments", arguments}}}};
    return answer(request.dump() + "\n").at("result");
  }
  Json queried(const std::string& sql) { return called("query", {{"sql", sql}}); }
};

std::string request(const std::string& method, const std::string& params = "{}") {
  return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}\n";
}

}  // namespace

TEST_CASE_FIXTURE(Served, "a client of Python's standard library gets what the protocol promises") {
  if (trawl.empty()) return;
  const std::string script = std::filesystem::absolute("tests/scraper/cli/mcp/mcp_client.py");
  const Finished end = support::outcome_of(
      {{"/usr/bin/env", "python3", script, trawl, folder / "a.db"}, "", environment, folder.path()});
  if (end.exit_code == 127) {
    MESSAGE("SKIPPED: there is no python3");
    return;
  }
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
}

TEST_CASE_FIXTURE(Served,
                  "the versions are negotiated, and lines that are no requests get the code of their error") {
  if (trawl.empty()) return;
  for (const auto& [asked, given] :
       {std::pair("2025-06-18", "2025-06-18"), std::pair("2024-11-05", "2024-11-05"),
        std::pair("1999-01-01", "2025-06-18"), std::pair("2030-01-01", "2025-06-18")})
    CHECK(answer(request("initialize", std::string(R"({"protocolVersion":")") + asked +
                                           "\"}"))["result"]["protocolVersion"] == given);
  const std::tuple<std::string, int, Json> cases[] = {
      {"{", -32700, nullptr},
      {"\xff", -32700, nullptr},
      {"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} x", -32700, nullptr},
      {std::string(100'000, '['), -32700, nullptr},
      {"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600, nullptr},
      {"\"ping\"", -32600, nullptr},
      {R"({"id":1,"method":"ping"})", -32600, 1},
      {R"({"jsonrpc":"1.0","id":"x","method":"ping"})", -32600, "x"},
      {R"({"jsonrpc":"2.0","id":1,"method":5})", -32600, 1},
      {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600, nullptr},
      {R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", -32600, nullptr},
      {R"({"jsonrpc":"2.0","id":3,"method":"ping","params":[]})", -32602, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"prompts/list"})", -32601, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"initialize","params":{}})", -32602, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"tools/list","params":{"cursor":"x"}})", -32602, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"quer"}})", -32602, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"query","arguments":[]}})", -32602,
       3},
      {R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"query","arguments":{"sql":"x","limit":0}}})",
       -32602, 3},
      {R"({"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"query","arguments":{"sq":"x"}}})",
       -32602, 3},
  };
  for (const auto& [line, code, id] : cases) {
    const Json error = answer(line + "\n");
    const std::string shown = error.dump();
    CAPTURE(shown);
    CHECK(error["error"]["code"] == code);
    CHECK(error["id"] == id);
    CHECK_FALSE(error["error"]["message"].get<std::string>().empty());
  }
}

TEST_CASE_FIXTURE(Served,
                  "nothing is said to notifications, answers and empty lines, and a line may lack its end") {
  if (trawl.empty()) return;
  CHECK(answers("\n  \r\n"
                R"({"jsonrpc":"2.0","method":"notifications/initialized"})"
                "\n"
                R"({"jsonrpc":"2.0","id":4,"result":{}})"
                "\n"
                R"({"jsonrpc":"2.0","method":"unknown"})"
                "\n")
            .empty());
  CHECK(answer(R"({"jsonrpc":"2.0","id":1,"method":"ping"})") ==
        Json{{"jsonrpc", "2.0"}, {"id", 1}, {"result", Json::object()}});
  const auto two = answers(std::string(5'000'000, 'x') + "\n" + request("ping"));
  REQUIRE(two.size() == 2);
  CHECK(two[0]["error"]["code"] == -32600);
  CHECK(two[1]["result"] == Json::object());
}

TEST_CASE_FIXTURE(Served, "an answer says what was left out, and hostile text stays text on one line") {
  if (trawl.empty()) return;
  const Json page =
      queried("SELECT title, 1 AS n, 2 AS n, NULL, 0.5, x'00ff' FROM pages")["structuredContent"];
  CHECK(page["rows"][0]["title"] == "\x1b[31m\"hostile\"\n</script>\xe2\x80\xae");
  CHECK(page["rows"][0]["n_2"] == 2);
  CHECK(page["truncated"] == false);
  const std::string many =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT i FROM n";
  const Json some = queried(many)["structuredContent"];
  CHECK(some["row_count"] == 100);
  CHECK(some["truncated"] == true);
  CHECK(holds(some["note"], "only the first 100 rows are here"));
  const Json wide = called("query", {{"sql", "SELECT hex(zeroblob(5000)) AS x FROM (" + many + ")"},
                                     {"limit", 1000}})["structuredContent"];
  CHECK(wide["row_count"] < 25);
  CHECK(holds(wide["note"], "200000 bytes"));
  const Json tall = queried("SELECT hex(zeroblob(500000)) AS x")["structuredContent"];
  CHECK(tall["rows"][0]["x"].get<std::string>().size() < 20'010);
  CHECK(holds(tall["note"], "1 values were cut at 20000 bytes"));
}

TEST_CASE_FIXTURE(Served, "SQL that writes, attaches, loads or floods is refused or ends at its limit") {
  if (trawl.empty()) return;
  for (const char* const sql : {"DELETE FROM pages",
                                "UPDATE pages SET title = 'x'",
                                "INSERT INTO events(at, level) VALUES ('', '')",
                                "DROP TABLE pages",
                                "CREATE TABLE x(y)",
                                "CREATE TEMP TABLE x(y)",
                                "ATTACH 'b.db' AS b",
                                "VACUUM INTO 'b.db'",
                                "PRAGMA journal_mode = OFF",
                                "PRAGMA user_version = 1",
                                "SELECT load_extension('x')",
                                "BEGIN",
                                "",
                                ";",
                                "SELECT 1; SELECT 2",
                                "SELEC 1",
                                "SELECT nothing",
                                "WITH n(i) AS (SELECT 1) DELETE FROM pages",
                                "SELECT zeroblob(1000000000)",
                                "SELECT writefile('x', 'y')",
                                "REINDEX",
                                "ANALYZE"}) {
    const Json result = queried(sql);
    const std::string shown = std::string(sql) + " -> " + result.dump();
    CAPTURE(shown);
    CHECK(result["isError"] == true);
    CHECK_FALSE(result["content"][0]["text"].get<std::string>().empty());
  }
  CHECK_FALSE(std::filesystem::exists(folder / "b.db"));
  CHECK(queried("SELECT value FROM cookies")["isError"] == false);
  CHECK(run({"query", "a.db", "SELECT count(*) FROM pages"}).out == "count(*)\n1\n");
}

TEST_CASE_FIXTURE(Served, "each tool ends when its time is over, and says so") {
  cli::mcp::ToolContext context;
  context.file = folder / "a.db";
  context.most = std::chrono::milliseconds(0);
  using cli::mcp::Json;
  const Json arguments{{"query", {{"sql", "SELECT 1"}}},         {"schema", Json::object()},
                       {"search", {{"words", "hostile"}}},       {"show", {{"url", "http://a.example/a"}}},
                       {"why", {{"url", "http://a.example/a"}}}, {"report", {{"name", "errors"}}}};
  CHECK(arguments.size() == cli::mcp::tools().size());
  for (const auto& [tool, given] : arguments.items()) {
    const Json result = cli::mcp::call_tool(context, {{"name", tool}, {"arguments", given}});
    CHECK(result["isError"] == true);
    CHECK_MESSAGE(holds(result["content"][0]["text"], tool + " ran out of its 0 s; "), result.dump());
  }
}

TEST_CASE_FIXTURE(Served, "a request that is cancelled ends within SQLite, and the next one is answered") {
  if (trawl.empty()) return;
  const auto called = [](int id, const std::string& sql) {
    const Json request{{"jsonrpc", "2.0"},
                       {"id", id},
                       {"method", "tools/call"},
                       {"params", {{"name", "query"}, {"arguments", {{"sql", sql}}}}}};
    return request.dump() + "\n";
  };
  const auto began = std::chrono::steady_clock::now();
  const auto all = answers(
      called(1, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n") +
      R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})" + "\n" +
      called(2, "SELECT 1 AS one"));
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(15));
  REQUIRE(all.size() == 1);
  CHECK(all[0]["id"] == 2);
}

TEST_CASE_FIXTURE(Served, "schema and report answer, and name what there is for what there is not") {
  if (trawl.empty()) return;
  const Json pages = called("schema", {{"name", "Pages"}})["structuredContent"]["tables"][0];
  CHECK(pages["name"] == "pages");
  CHECK(pages["columns"][0]["name"] == "id");
  CHECK(called("schema", Json::object())["structuredContent"]["tables"].size() > 20);
  CHECK(holds(called("schema", {{"name", "page"}})["content"][0]["text"], "did you mean 'pages'?"));
  CHECK(called("report", Json::object())["structuredContent"]["row_count"] > 5);
  CHECK(called("report", {{"name", "broken_links"}})["isError"] == false);
  CHECK(holds(called("report", {{"name", "broken_link"}})["content"][0]["text"],
              "did you mean 'broken_links'?"));
}

TEST_CASE_FIXTURE(Served, "search and show answer without a change to the file, and say what is not there") {
  if (trawl.empty()) return;
  const auto before = std::filesystem::last_write_time(folder / "a.db");
  CHECK(called("search", {{"words", "hostile"}})["isError"] == false);
  CHECK(called("search", {{"words", "\"open"}})["isError"] == true);
  const Json page = called("show", {{"url", "http://a.example/a"}})["structuredContent"];
  CHECK(page["shown"]["page"]["status"] == 200);
  CHECK(called("show", {{"url", "http://a.example/a"}, {"part", "links"}})["isError"] == false);
  const Json none = called("show", {{"url", "http://a.example/b"}});
  CHECK(none["isError"] == true);
  CHECK(holds(none["content"][0]["text"], "it has no URL http://a.example/b"));
  CHECK(called("show", {{"url", "http://a.example/a"}, {"part", "text"}})["isError"] == true);
  CHECK(queried("SELECT url_host(url) AS host FROM pages")["structuredContent"]["rows"][0]["host"] ==
        "a.example");
  CHECK(called("why", {{"url", "http://a.example/a"}})["structuredContent"]["is_known"] == true);
  CHECK(called("why", {{"url", "http://a.example/b"}})["structuredContent"]["is_known"] == false);
  CHECK(called("why", {{"url", "http://"}})["isError"] == true);
  CHECK(std::filesystem::last_write_time(folder / "a.db") == before);
}

TEST_CASE_FIXTURE(Served,
                  "a file that is none ends it before the first line, and a client that is gone afterwards") {
  if (trawl.empty()) return;
  for (const char* const name : {"no.db", "text.db"}) {
    write("text.db", "no database");
    const Finished end = run({"mcp", name}, request("ping"));
    CHECK(end.exit_code == 3);
    CHECK(end.out == "");
    CHECK(is_one_line(end.err));
  }
  const Finished gone = support::outcome_of(
      {{"/bin/bash", "-c",
        "(echo '" + request("ping").substr(0, request("ping").size() - 1) + "'; sleep 3) | timeout 30 " +
            trawl + " mcp a.db > /dev/full; echo ${PIPESTATUS[1]}"},
       "",
       environment,
       folder.path()});
  CHECK(holds(gone.err, "the output could not be written"));
}
