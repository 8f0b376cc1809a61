#include "web/routes.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl;

using web::Commands;
using web::GuardRules;
using web::HttpReply;
using web::HttpRequest;
using web::Routes;

namespace {

struct Site {
  HttpReply ask(const std::string& method, const std::string& target, web::HttpHeaders headers = {}) {
    return routes.answer(HttpRequest{method, target, target, std::move(headers), 4000}, rules);
  }

  const GuardRules rules{"127.0.0.1", "", "0123abcd"};
  const web::HttpHeaders token{{"X-Trawl-Token", "0123abcd"}};
  int asked = 0, stopped = 0;
  Routes routes{[this] {
                  storage::LiveCrawl crawl;
                  crawl.numbers.pages = ++asked;
                  return crawl;
                },
                Commands{[] {}, [] {}, [this] { ++stopped; }}};
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE_FIXTURE(Site, "each answer shows the numbers of its moment, whatever the query string") {
  CHECK(holds(ask("GET", "/api/status").body, "\"pages\":1,"));
  CHECK(holds(ask("GET", "/api/status?now").body, "\"pages\":2,"));
  CHECK(holds(ask("GET", "/metrics").body, "\ntrawl_pages_total 3\n"));
  CHECK(holds(ask("HEAD", "/").content_type, "text/html"));
}

TEST_CASE_FIXTURE(Site, "only a POST with the token is a command") {
  CHECK(ask("GET", "/api/stop", token).status == 405);
  CHECK(ask("GET", "/api/stop", token).headers.at(0).second == "POST");
  CHECK(ask("POST", "/api/stop").status == 403);
  CHECK(ask("POST", "/api/status", token).status == 405);
  CHECK(ask("POST", "/api/status", token).headers.at(0).second == "GET, HEAD");
  CHECK(stopped == 0);
  CHECK(ask("POST", "/api/stop", token).status == 202);
  CHECK(stopped == 1);
}

TEST_CASE("a crawl that lacks one of the commands is shown without buttons") {
  const GuardRules rules{"127.0.0.1", "", "t"};
  const Routes routes([] { return storage::LiveCrawl(); }, Commands{[] {}, {}, [] {}});
  const auto ask = [&](const std::string& method, const std::string& path) {
    return routes.answer(HttpRequest{method, path, path, {{"X-Trawl-Token", "t"}}, 4000}, rules);
  };
  CHECK(holds(ask("GET", "/api/status").body, "\"can_command\":false"));
  CHECK(ask("POST", "/api/resume").status == 409);
  CHECK(ask("POST", "/api/stop").status == 202);
}

TEST_CASE_FIXTURE(Site, "the API has a version in its paths, and a description that names each of them") {
  for (const char* path : {"/api/v1/status", "/api/v1/history", "/api/v1/items"})
    CHECK(ask("GET", path).status == 200);
  CHECK(ask("POST", "/api/v1/stop", token).status == 202);
  CHECK(ask("GET", "/healthz").body == "ok\n");
  const std::string described = ask("GET", "/api/v1/openapi.json").body;
  for (const char* path :
       {"/api/v1/status", "/api/v1/rows/{table}", "/api/v1/sql", "/api/v1/body/{page_id}", "/api/v1/tables",
        "/api/v1/stop", "/api/v1/breakdown", "/api/v1/log", "/api/v1/search", "/api/v1/reports",
        "/api/v1/reports/{name}", "/api/v1/why", "/api/v1/queries", "/api/v1/queries/{name}",
        "/api/v1/orders", "/api/v1/orders/preview", "/healthz", "/metrics"})
    CHECK(holds(described, '"' + std::string(path) + '"'));
  CHECK(ask("GET", "/views/pages.js").status == 200);
  CHECK(ask("GET", "/nothing").status == 404);
  CHECK(ask("GET", "/api/v1/rows/pages").status == 404);  // there is no file
}

TEST_CASE("orders are read by everybody, given with the token alone, and a wrong one says why") {
  const storage::testing::CrawlFile file;
  std::vector<std::string> given;
  web::PageExtras extras;
  web::Orders& orders = extras.orders;
  orders.give = [&](const web::QueryFields& fields) {
    given.push_back(web::field_value(fields, "action") + " " + web::field_value(fields, "url"));
    if (given.back() == "lose ") throw web::WrongQuestion("'lose' is no order");
    return std::string("{\"id\":1}");
  };
  orders.preview = [](const web::QueryFields&) { return std::string("{\"count\":2,\"samples\":[]}"); };
  const GuardRules rules{"127.0.0.1", "", "t"};
  const Routes routes([] { return storage::LiveCrawl(); }, Commands{}, {}, {}, file.file(), extras);
  const auto ask = [&](const std::string& method, const std::string& path, const web::HttpHeaders& headers) {
    return routes.answer(HttpRequest{method, path, path, headers, 4000}, rules);
  };
  const web::HttpHeaders none, token{{"X-Trawl-Token", "t"}}, wrong{{"X-Trawl-Token", "u"}};
  CHECK(holds(ask("GET", "/api/v1/orders", none).body, "\"rows\":[]"));
  CHECK(ask("GET", "/api/v1/orders/preview?action=drop&all=1", none).body == "{\"count\":2,\"samples\":[]}");
  CHECK(ask("POST", "/api/v1/orders/preview", token).status == 405);
  CHECK(ask("PUT", "/api/v1/orders", token).headers.at(0).second == "GET, HEAD, POST");
  CHECK(ask("POST", "/api/v1/orders?action=drop", none).status == 403);
  CHECK(ask("POST", "/api/v1/orders?action=drop", wrong).status == 403);
  CHECK(given.empty());
  CHECK(ask("POST", "/api/v1/orders?action=drop&url=%2Fa%20b", token).body == "{\"id\":1}");
  CHECK(given == std::vector<std::string>{"drop /a b"});
  const HttpReply refused = ask("POST", "/api/v1/orders?action=lose", token);
  CHECK(refused.status == 400);
  CHECK(refused.body == "{\"error\":\"'lose' is no order\"}");
  const Routes deaf([] { return storage::LiveCrawl(); }, Commands{}, {}, {}, file.file());
  const std::string order = "/api/v1/orders?action=stop";
  CHECK(deaf.answer(HttpRequest{"POST", order, order, token, 4000}, rules).status == 409);
}
