#include "web/explorer.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using namespace trawl::storage::testing;

using nlohmann::json;
using web::Explorer;
using web::HttpReply;

namespace {

/// A file with five pages; the third has no title, the fifth is missing on the server.
struct Explored : CrawlFile {
  Explored() {
    for (int i = 1; i <= 5; ++i) {
      const std::string path = "/" + std::to_string(i);
      storage::Visit visit = fetched(new_url(path), i == 5 ? 404 : 200);
      visit.page->title = i == 3 ? "" : "Page \u202e" + path;
      commit(std::move(visit));
    }
  }

  HttpReply reply(const std::string& target, const std::string& table = "pages") const {
    return explorer.rows(table, "/api/v1/rows/" + table + "?" + target);
  }
  json rows(const std::string& target, const std::string& table = "pages") const {
    return json::parse(reply(target, table).body);
  }

  const Explorer explorer{file()};
};

}  // namespace

TEST_CASE_FIXTURE(Explored, "rows come in parts that the answer leads to, with their number on demand") {
  json part = rows("_sort_desc=id&_size=2&_count=1");
  CHECK(part["count"] == 5);
  CHECK(rows("_count=1", "pages_flat")["count"] == 5);
  CHECK(rows("_count=1&status=404", "pages_flat")["count"] == 1);
  CHECK(part["columns"][0] == "id");
  CHECK(part["rows"].size() == 2);
  CHECK(part["rows"][0].size() == part["columns"].size());
  std::vector<int> ids;
  for (int parts = 0; parts < 5; ++parts) {
    for (const json& row : part["rows"]) ids.push_back(row[0]);
    if (part["next"].is_null()) break;
    part = rows("_sort_desc=id&_size=2&_next=" + part["next"].get<std::string>());
  }
  CHECK(ids == std::vector<int>{5, 4, 3, 2, 1});
}

TEST_CASE_FIXTURE(Explored, "sums are those of all rows that the conditions choose, not of a part") {
  const json all = rows("_sum=size,elapsed_ms&_size=1");
  CHECK(all["sums"] == json::parse(R"({"size": 5000, "elapsed_ms": 0})"));
  CHECK(all["count"] == 5);
  CHECK(rows("_sum=size&status=404")["sums"]["size"] == 1000);
  CHECK(rows("_sum=size&status=999")["sums"]["size"] == 0);
  CHECK(reply("_sum=nothing").status == 400);
}

TEST_CASE_FIXTURE(Explored,
                  "all rows that the conditions choose come as a file, without the columns of paging") {
  const HttpReply csv = reply("status=200&_sort=size&_size=1&_format=csv");
  CHECK(std::count(csv.body.begin(), csv.body.end(), '\n') == 5);
  CHECK(csv.body.substr(0, csv.body.find('\r')).ends_with(",last_modified,server"));
  CHECK(json::parse(reply("_format=objects").body).size() == 5);
  CHECK(reply("_format=xml").status == 400);
}

TEST_CASE_FIXTURE(Explored, "conditions on columns, words and SQL choose rows") {
  CHECK(rows("status=404")["rows"].size() == 1);
  CHECK(rows("status__gte=300&_count=1")["count"] == 1);
  CHECK(rows("title__isnull=1")["rows"].size() == 1);
  CHECK(rows("_search=a.EXAMPLE%2F3")["rows"].size() == 1);
  CHECK(rows("_where=status+%3C+300+AND+title+IS+NOT+NULL")["rows"].size() == 3);
  CHECK(rows("state=done", "urls")["rows"].size() == 5);
  CHECK(rows("pages__gte=1", "hosts")["rows"].size() == 1);
}

TEST_CASE_FIXTURE(Explored, "a wrong question is answered by what is wrong with it") {
  const auto error = [this](const std::string& target, const std::string& table = "pages") {
    const HttpReply answer = reply(target, table);
    return std::to_string(answer.status) + " " + json::parse(answer.body)["error"].get<std::string>();
  };
  CHECK(error("", "nothing") == "404 the file has no table or view 'nothing'");
  CHECK(error("nothing=1") == "400 pages has no column 'nothing'");
  CHECK(error("_sort=x") == "400 pages has no column 'x'");
  CHECK(error("_size=0") == "400 _size is a number from 1 to 1000");
  CHECK(error("_size=1001") == "400 _size is a number from 1 to 1000");
  CHECK(error("_next=x") == "400 'after' is not a place that an earlier answer gave");
  CHECK(error("_where=1)+OR+(").starts_with("400 "));
  CHECK(error("_where=1);DROP+TABLE+pages;--").starts_with("400 "));
  CHECK(count("SELECT count(*) FROM pages") == 5);
}

TEST_CASE_FIXTURE(Explored, "SQL only reads, within its time, as JSON, CSV or JSON lines") {
  const auto answer = [this](const std::string& sql) { return explorer.query("/api/v1/sql?sql=" + sql); };
  CHECK(json::parse(answer("SELECT+9007199254740993,0.5,NULL,x'00ff'").body)["rows"] ==
        json::parse(R"([["9007199254740993", 0.5, null, {"bytes": 2}]])"));
  CHECK(answer("SELECT+1+AS+a&_format=csv").body == "a\r\n1\r\n");
  CHECK(answer("SELECT+1+AS+a&_format=jsonl").body == "{\"a\":1}\n");
  CHECK(answer("SELECT+1+AS+a&_format=objects").body.find("{\"a\":1}") != std::string::npos);
  CHECK(answer("SELECT+1&_format=xml").status == 400);
  CHECK(answer("").status == 400);
  for (const char* sql :
       {"DELETE+FROM+pages", "ATTACH+'x'+AS+x", "PRAGMA+journal_mode=DELETE", "SELECT+1;SELECT+2"}) {
    CAPTURE(sql);
    CHECK(answer(sql).status == 400);
  }
  const std::string many =
      "WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n+LIMIT+10001)+SELECT+i+FROM+n";
  const json cut = json::parse(answer(many).body);
  CHECK(cut["cut"] == true);
  CHECK(cut["rows"].size() == 10'000);
}

TEST_CASE_FIXTURE(Explored, "long cells are cut in tables and say so") {
  storage::Visit visit = fetched(new_url("/long"));
  visit.page->title = std::string(Explorer::kClip - 1, 'a') + "\u00e9 and more";
  commit(std::move(visit));
  const json answer = rows("url__contains=long");
  CHECK(answer["clipped"] == true);
  const auto columns = answer["columns"].get<std::vector<std::string>>();
  const auto title = std::find(columns.begin(), columns.end(), "title") - columns.begin();
  CHECK(answer["rows"][0][title] == std::string(Explorer::kClip - 1, 'a') + "\u2026");
  CHECK(rows("status=404")["clipped"] == false);
}

TEST_CASE_FIXTURE(Explored, "tables are listed with their columns; a page without a body says so") {
  const std::string tables = explorer.tables().body;
  for (const char* name : {"\"pages\"", "\"broken_links\"", "\"schema_docs\"", "\"fetched_at\""})
    CHECK(tables.find(name) != std::string::npos);
  CHECK(tables.find("sqlite_") == std::string::npos);
  CHECK(explorer.body("1", "").status == 404);
  CHECK(explorer.body("x", "").status == 404);
}

TEST_CASE("a file that cannot be read gives 503 and the reason") {
  const Explorer nothing("/nonexistent/crawl.db");
  for (const HttpReply& reply :
       {nothing.tables(), nothing.rows("pages", ""), nothing.query("?sql=SELECT+1"), nothing.body("1", "")}) {
    CHECK(reply.status == 503);
    CHECK(json::parse(reply.body).contains("error"));
  }
}
