// What HTTP requires of stored responses when a page is crawled and then recrawled. These are the required
// cases of the cache tests that apply to a client which always asks the server, conditionally where it can.
#include <ctime>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/http/response.hpp"
#include "scraper/crawl/visit/header_list.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;
using nlohmann::json;
using Headers = std::vector<fetch::Header>;

namespace {

/// The time `seconds` from now, in the form of headers.
std::string http_date(int seconds) {
  const std::time_t at = std::time(nullptr) + seconds;
  std::tm parts{};
  gmtime_r(&at, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

Headers headers_of(const json& request, const char* which) {
  Headers headers;
  for (const json& header : request.value(which, json::array())) {
    headers.emplace_back(header[0].get<std::string>(), header[1].is_number() ? http_date(header[1].get<int>())
                                                                             : header[1].get<std::string>());
  }
  return headers;
}

TestReply reply_of(const json& request, int status) {
  TestReply reply(status,
                  status == 204 || status == 304 ? "" : request.value("response_body", json()).dump());
  for (auto& [name, value] : headers_of(request, "response_headers")) reply.header(name, value);
  return reply;
}

bool has_line(const std::string& head, const std::string& line) {
  return (head + "\r\n").find("\r\n" + line + "\r\n") != std::string::npos;
}

bool is_validation(const json& request) {
  return request["expected_type"] == "etag_validated" || request["expected_type"] == "lm_validated";
}

/// Crawls a page, then recrawls it.
bool passes_on_the_wire(const json& given) {
  const json &first = given["requests"][0], &second = given["requests"][1];
  TestCrawl crawl;
  crawl.options.tries = 1;
  crawl.options.headers = headers_of(first, "request_headers");
  const int status = first.value("response_status", json::array({200}))[0].get<int>();
  const bool is_validated = is_validation(second);
  crawl.site.pages("/",
                   {reply_of(first, status),
                    is_validated ? reply_of(second, 304) : reply_of(second, status).header("X-Time", "2")});
  crawl.run();
  crawl.run();
  if (crawl.site.times_asked("/") != 2) return false;
  const std::string head = crawl.site.arrivals().back().head;
  const auto expected_request = headers_of(second, "expected_request_headers");
  for (const auto& [name, value] : expected_request) {
    if (!has_line(head, name + ": " + value)) return false;
  }
  const auto stored = headers_of(first, "response_headers");
  for (const auto& [name, value] : stored) {
    if (is_validated && name == "ETag" && !has_line(head, "If-None-Match: " + value)) return false;
  }
  return crawl.rows("SELECT headers LIKE '%X-Time%' FROM pages ORDER BY id DESC LIMIT 1") ==
         (is_validated ? "0" : "1");
}

/// The headers that are kept after each response.
bool updates_as_it_must(const json& given) {
  Headers kept;
  for (const json& request : given["requests"]) {
    const Headers sent = headers_of(request, "response_headers");
    kept = request.contains("setup") &&
                   !is_validation(request.contains("expected_type") ? request : json{{"expected_type", ""}})
               ? sent
               : crawl::updated_headers(kept, sent);
    for (const auto& [name, value] : headers_of(request, "expected_response_headers")) {
      fetch::Response response(fetch::Url::parse("http://a/").value());
      response.headers = kept;
      if (response.header(name) != std::string_view(value)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("conformance: what a recrawl asks and keeps") {
  const auto suite = conformance_suite("http");
  if (!suite) return;
  SuiteScore score("http: cache, the required of conditional, update304, status", 100);
  for (const json& given : conformance_cases(*suite / "cache.json")) {
    const auto part = given["suite"].get<std::string>();
    const bool is_ours = part.starts_with("conditional-") || part == "update304" || part == "status";
    if (!is_ours || given.value("kind", "required") != "required") continue;
    const auto id = given["id"].get<std::string>();
    if (id == "conditional-304-etag") continue;  // about a cache that has clients of its own
    CAPTURE(id);
    score.count(part == "update304" ? updates_as_it_must(given) : passes_on_the_wire(given), id);
  }
  score.check();
}
