#include "fetch/address/typed_hosts.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

using Addresses = std::vector<std::string>;

/// Hosts that the user typed, as a little language.
struct Typed {
  explicit Typed(const std::vector<const char*>& urls) : hosts(typed(urls)) {}
  static std::vector<fetch::TypedHost> typed(const std::vector<const char*>& urls) {
    std::vector<fetch::TypedHost> all;
    for (const char* url : urls) all.emplace_back(*fetch::Url::parse(url));
    return all;
  }
  void found(const char* url, const Addresses& addresses) {
    hosts.looked_up(*fetch::Url::parse(url), addresses);
  }
  bool may_be_at(const char* url, const char* ip) const {
    return hosts.may_be_at(*fetch::Url::parse(url), *fetch::IpAddress::parse(ip));
  }
  std::string changes() {
    std::string text;
    for (const auto& change : hosts.take_changes()) {
      text += change.host + ':' + std::to_string(change.port);
      for (const std::string& address : change.first_addresses) text += ' ' + address;
      text += '\n';
    }
    return text;
  }
  fetch::TypedHosts hosts;
};

}  // namespace

TEST_CASE("a typed literal is at its address, at its port, and nowhere else") {
  const Typed typed({"http://10.0.0.5:8080/", "http://[fd00::5]/", "http://169.254.169.254/"});
  CHECK(typed.may_be_at("http://10.0.0.5:8080/x", "10.0.0.5"));
  CHECK(typed.may_be_at("http://10.0.0.5:8080/", "::ffff:10.0.0.5"));
  CHECK(typed.may_be_at("http://[fd00::5]/", "fd00::5"));
  CHECK(typed.may_be_at("http://169.254.169.254/latest", "169.254.169.254"));
  CHECK_FALSE(typed.may_be_at("http://10.0.0.5/", "10.0.0.5"));
  CHECK_FALSE(typed.may_be_at("http://10.0.0.5:8080/", "10.0.0.6"));
  CHECK_FALSE(typed.may_be_at("http://10.0.0.6:8080/", "10.0.0.6"));
  CHECK_FALSE(typed.may_be_at("http://[fd00::5]/", "fd00::6"));
}

TEST_CASE("a typed localhost is at the loopback addresses") {
  const Typed typed({"http://localhost:8080/", "http://app.localhost/"});
  CHECK(typed.may_be_at("http://localhost:8080/", "127.0.0.1"));
  CHECK(typed.may_be_at("http://localhost:8080/", "::1"));
  CHECK(typed.may_be_at("http://app.localhost/", "::1"));
  CHECK_FALSE(typed.may_be_at("http://localhost/", "127.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://other.localhost/", "127.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://localhost:8080/", "10.0.0.1"));
}

TEST_CASE("a typed name may be private where its first lookup found it, or next to that, at the typed port") {
  Typed typed({"http://intranet.test/"});
  CHECK_FALSE(typed.may_be_at("http://intranet.test/", "10.1.2.3"));  // not looked up yet
  typed.found("http://intranet.test/", {"10.1.2.3", "fd00:1::5"});
  typed.found("http://intranet.test/", {"10.9.9.9"});
  CHECK(typed.may_be_at("http://intranet.test/a", "10.1.2.3"));
  CHECK(typed.may_be_at("http://intranet.test/a", "10.1.2.250"));
  CHECK(typed.may_be_at("http://intranet.test/a", "fd00:1::9"));
  CHECK_FALSE(typed.may_be_at("http://intranet.test/", "10.1.3.3"));
  CHECK_FALSE(typed.may_be_at("http://intranet.test/", "10.9.9.9"));
  CHECK_FALSE(typed.may_be_at("http://intranet.test/", "127.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://intranet.test/", "fd00:1:0:1::5"));
  CHECK_FALSE(typed.may_be_at("https://intranet.test/", "10.1.2.3"));
  CHECK_FALSE(typed.may_be_at("http://intranet.test.evil.example/", "10.1.2.3"));
}

TEST_CASE("a typed name that was at a public address first may never be private") {
  Typed typed({"http://public.test/", "http://mixed.test/", "http://mixed.test:8080/"});
  typed.found("http://public.test/", {"1.1.1.1"});
  typed.found("http://public.test/", {"127.0.0.1"});
  CHECK_FALSE(typed.may_be_at("http://public.test/", "127.0.0.1"));
  typed.found("http://mixed.test:9999/", {"127.0.0.1", "2606:4700::1111"});  // by a link to another port
  typed.found("http://mixed.test/", {"127.0.0.1"});
  CHECK_FALSE(typed.may_be_at("http://mixed.test/", "127.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://mixed.test:8080/", "127.0.0.1"));
}

TEST_CASE("a name is never at a metadata service, not even next to where it was or at first") {
  Typed typed({"http://near.test/", "http://meta.test/", "http://azure.test/", "http://six.test/"});
  typed.found("http://near.test/", {"169.254.169.10"});
  CHECK(typed.may_be_at("http://near.test/", "169.254.169.11"));
  CHECK_FALSE(typed.may_be_at("http://near.test/", "169.254.169.254"));
  typed.found("http://meta.test/", {"169.254.169.254"});
  CHECK_FALSE(typed.may_be_at("http://meta.test/", "169.254.169.254"));
  typed.found("http://azure.test/", {"168.63.129.16"});
  CHECK_FALSE(typed.may_be_at("http://azure.test/", "168.63.129.16"));
  typed.found("http://six.test/", {"fd00:ec2::1"});
  CHECK_FALSE(typed.may_be_at("http://six.test/", "fd00:ec2::254"));
}

TEST_CASE("the neighbours of an IPv4 address inside an IPv6 address are those of the IPv4 address") {
  Typed typed({"http://mapped.test/", "http://loopback.test/"});
  typed.found("http://mapped.test/", {"::ffff:10.0.0.1"});
  CHECK(typed.may_be_at("http://mapped.test/", "10.0.0.2"));
  CHECK_FALSE(typed.may_be_at("http://mapped.test/", "::ffff:127.0.0.1"));
  typed.found("http://loopback.test/", {"::1"});
  CHECK(typed.may_be_at("http://loopback.test/", "::1"));
  CHECK_FALSE(typed.may_be_at("http://loopback.test/", "::ffff:10.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://loopback.test/", "127.0.0.1"));
}

TEST_CASE("a typed host whose address the user gave is at that address, whatever a lookup finds") {
  Typed typed({"http://site.test/", "http://192.0.2.1/"});
  for (const char* url : {"http://site.test/", "http://192.0.2.1/", "http://other.test/"})
    typed.hosts.given(*fetch::Url::parse(url), {"10.0.0.7"});
  typed.found("http://site.test/", {"127.0.0.1"});
  CHECK(typed.may_be_at("http://site.test/", "10.0.0.7"));
  CHECK(typed.may_be_at("http://192.0.2.1/", "10.0.0.7"));
  CHECK_FALSE(typed.may_be_at("http://site.test/", "127.0.0.1"));
  CHECK_FALSE(typed.may_be_at("http://other.test/", "10.0.0.7"));
}

TEST_CASE("what a later run needs to know comes once, and is enough for it") {
  Typed typed({"http://a.test/", "http://a.test:8080/", "http://10.0.0.1/"});
  CHECK(typed.changes() == "a.test:80\na.test:8080\n10.0.0.1:80\n");
  CHECK(typed.changes().empty());
  typed.found("http://10.0.0.1/", {"10.0.0.1"});
  typed.found("http://localhost/", {"127.0.0.1"});
  CHECK(typed.changes().empty());
  typed.found("http://a.test/", {"1.1.1.1", "10.0.0.1"});
  CHECK(typed.changes() == "a.test:80 1.1.1.1 10.0.0.1\na.test:8080 1.1.1.1 10.0.0.1\n");

  auto again = Typed::typed({"http://b.test/", "http://a.test:9090/"});
  fetch::TypedHost& known = again.emplace_back(*fetch::Url::parse("http://a.test/"));
  known.first_addresses = {"1.1.1.1", "10.0.0.1"};
  Typed later({});
  later.hosts = fetch::TypedHosts(again);
  later.found("http://a.test:9090/", {"10.0.0.1"});
  CHECK_FALSE(later.may_be_at("http://a.test:9090/", "10.0.0.1"));
}
