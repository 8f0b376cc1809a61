#include "fetch/url/registrable_domain.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/url/url.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

using fetch::is_public_suffix;
using fetch::registrable_domain;

TEST_CASE("the registrable domain is one label above the public suffix") {
  CHECK(registrable_domain("example.com") == "example.com");
  CHECK(registrable_domain("a.b.example.com") == "example.com");
  CHECK(registrable_domain("www.example.co.uk") == "example.co.uk");
  CHECK(registrable_domain("www.city.kobe.jp") == "city.kobe.jp");
  CHECK(registrable_domain("www.example.com.") == "example.com");
  CHECK(registrable_domain("a.b.xn--85x722f.xn--55qx5d.cn") == "xn--85x722f.xn--55qx5d.cn");
}

TEST_CASE("a host without a registrable domain is returned unchanged") {
  for (const char* host : {"com", "co.uk", "localhost", "192.0.2.1", "[2001:db8::1]", "."}) {
    CHECK(registrable_domain(host) == host);
  }
  const std::string endless(1'000'000, '.');
  CHECK(registrable_domain(endless) == endless);
}

TEST_CASE("names are registered under a public suffix") {
  for (const char* host : {"com", "com.", "co.uk", "github.io", "localhost"}) {
    CAPTURE(host);
    CHECK(is_public_suffix(host));
  }
  for (const char* host : {"example.com", "example.co.uk", "me.github.io", "192.0.2.1", "[2001:db8::1]"}) {
    CAPTURE(host);
    CHECK_FALSE(is_public_suffix(host));
  }
}

TEST_CASE("conformance: the test file of publicsuffix.org") {
  const auto suite = support::conformance_suite("psl");
  if (!suite) return;
  support::SuiteScore score("psl: registrable domain", 100);
  for (const auto& item : support::conformance_cases(*suite / "registrable_domain.json")) {
    if (!item.at("domain").is_string()) continue;
    const auto host_of = [](const nlohmann::json& name) {
      return std::string(fetch::Url::parse("http://" + name.get<std::string>())->host());
    };
    const std::string host = host_of(item["domain"]);
    CAPTURE(host);
    // A name with an empty label is none. Where the file has no answer, ours is the host itself.
    const bool has_one = item["registrable"].is_string();
    score.count(registrable_domain(host) == (has_one ? host_of(item["registrable"]) : host), host);
  }
  score.check();
}
