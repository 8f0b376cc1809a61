#include "scraper/crawl/rules/redirect.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"

using namespace trawl;

namespace {

/// Where a response with that status and Location (null for none) leads; "" for nowhere.
std::string target(const std::string& url, int status, const char* location) {
  fetch::Response response(fetch::Url::parse(url).value());
  response.status = status;
  if (location != nullptr) response.headers.emplace_back("Location", location);
  const auto target = crawl::redirect_target(response);
  return target ? std::string(target->href()) : "";
}

}  // namespace

TEST_CASE("the five redirect statuses lead to their Location") {
  for (const int status : {301, 302, 303, 307, 308})
    CHECK(target("http://a.test/", status, "/b") == "http://a.test/b");
}

TEST_CASE("other statuses lead nowhere, whatever Location they carry") {
  for (const int status : {200, 201, 300, 304, 305, 306, 404, 503})
    CHECK(target("http://a.test/", status, "/b") == "");
}

TEST_CASE("Location is resolved against the URL that was asked") {
  CHECK(target("http://a.test/d/p?q", 302, "x") == "http://a.test/d/x");
  CHECK(target("https://a.test/d/p", 302, "//b.test/y") == "https://b.test/y");
  CHECK(target("http://a.test/d/p", 302, "../../z") == "http://a.test/z");
}

TEST_CASE("an empty Location leads nowhere, and of several the first that is not empty counts") {
  CHECK(target("http://a.test/d/p", 302, "") == "");
  fetch::Response response(*fetch::Url::parse("http://a.test/"));
  response.status = 301;
  for (const char* location : {"", "/b", "/c"}) response.headers.emplace_back("location", location);
  CHECK(crawl::redirect_target(response)->href() == "http://a.test/b");
}

TEST_CASE("what is no http or https URL leads nowhere") {
  CHECK(target("http://a.test/", 302, nullptr) == "");
  for (const char* location : {"ftp://a.test/", "javascript:alert(1)", "data:text/html,x",
                               "file:///etc/passwd", "http://a.test:99999/", "http://"}) {
    CAPTURE(location);
    CHECK(target("http://a.test/", 302, location) == "");
  }
}

TEST_CASE(
    "a redirect to another spelling of its own page leads to itself, as far as the policy calls it one "
    "page") {
  const auto itself = [](const char* location, int status = 302) -> std::string {
    fetch::Response response(*fetch::Url::parse("http://a.test/p?x=1#part"));
    response.status = status;
    response.headers.emplace_back("Location", location);
    const auto target = crawl::redirect_to_itself(response, fetch::KeyPolicy());
    return target ? target->href() : "";
  };
  CHECK(itself("/p?x=1") == "http://a.test/p?x=1");
  CHECK(itself("/p?x=1#there") == "http://a.test/p?x=1");
  CHECK(itself("/%70?x=1&utm_source=gate") == "http://a.test/%70?x=1&utm_source=gate");
  CHECK(itself("/p?x=2") == "");
  CHECK(itself("/p?x=1", 200) == "");
  CHECK(itself("https://a.test/p?x=1") == "");
}

TEST_CASE("redirects: the public cases") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  const auto data = support::conformance_cases(*suite / "redirects.json");
  for (const auto& one : data.at("cases")) {
    CAPTURE(one.dump());
    const bool followed = one.value("followed", true);
    CHECK(target("http://a.test/", one.at("status"), "/b").empty() == !followed);
  }
  // A fragment is never sent: which one the target inherits is left open here.
  const auto without_fragment = [](const std::string& url) { return url.substr(0, url.find('#')); };
  for (const auto& one : data.at("location")) {
    CAPTURE(one.dump());
    if (one.at("location") == "") continue;  // no redirect in Chromium and curl
    const auto location = one.at("location").is_null() ? "" : one.at("location").get<std::string>();
    const auto next = one.at("next").is_null() ? "" : one.at("next").get<std::string>();
    const char* header = one.at("location").is_null() ? nullptr : location.c_str();
    CHECK(without_fragment(target(one.at("page"), 302, header)) == without_fragment(next));
  }
}
