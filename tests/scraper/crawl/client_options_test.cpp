#include "scraper/crawl/client_options.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

namespace {
std::optional<fetch::Url> url_of(std::string_view text) {
  return fetch::Url::parse(text);
}
fetch::ClientOptions of(const crawl::Options& options) {
  return crawl::client_options(options, {});
}
}  // namespace

TEST_CASE("the hosts of seeds, of --sitemap and of the crawl file are typed hosts") {
  crawl::Options options;
  options.sitemaps = {"https://10.0.0.7/map.xml"};
  storage::TypedHostRecord known;
  known.name = "earlier.test";
  known.port = 80;
  known.first_addresses = {"10.0.0.8"};
  const auto client = crawl::client_options(options, {*url_of("http://127.0.0.1:8080/x")}, {known});
  const fetch::AddressGuard guard(client.addresses);
  CHECK_FALSE(guard.refuses(*url_of("http://127.0.0.1:8080/"), "127.0.0.1"));
  CHECK_FALSE(guard.refuses(*url_of("https://10.0.0.7/"), "10.0.0.7"));
  CHECK_FALSE(guard.refuses(*url_of("http://earlier.test/"), "10.0.0.8"));
  CHECK(guard.refuses(*url_of("http://127.0.0.1/"), "127.0.0.1") == "loopback");
  CHECK(guard.refuses(*url_of("http://10.0.0.7/"), "10.0.0.7") == "private");
  CHECK(guard.refuses(*url_of("http://earlier.test/"), "127.0.0.1") == "loopback");
}

TEST_CASE("the user allows private addresses by range, or all of them") {
  crawl::Options options;
  options.allow_private_ranges = {"10.1.0.0/16"};
  const fetch::AddressGuard some(of(options).addresses);
  CHECK_FALSE(some.refuses(*url_of("http://other.test/"), "10.1.2.3"));
  CHECK(some.refuses(*url_of("http://other.test/"), "10.2.0.1"));
  options.allow_private = true;
  const fetch::AddressGuard all(of(options).addresses);
  CHECK_FALSE(all.refuses(*url_of("http://other.test/"), "10.2.0.1"));
}

TEST_CASE("over HTTP/2 a host has a connection for each of its fetches, and one for robots.txt") {
  crawl::Options options;
  options.per_host = 3;
  CHECK(of(options).host_connections == 0);
  options.network.http2 = true;
  CHECK(of(options).host_connections == 4);
}

TEST_CASE("the host of a sitemap that the user names may be private like that of a seed") {
  crawl::Options options;
  options.sitemaps = {"http://maps.test/map.xml"};
  const auto url = *fetch::Url::parse("http://maps.test/a");
  const auto refusal = [&] {
    fetch::AddressGuard guard(of(options).addresses);
    guard.typed_hosts().looked_up(url, {"10.0.0.1"});
    return guard.refuses(url, "10.0.0.1").value_or("none");
  };
  CHECK(refusal() == "none");
  options.sitemaps.clear();
  CHECK(refusal() == "private");
}

TEST_CASE("a bad address range is an error before anything is fetched") {
  crawl::Options options;
  options.allow_private_ranges = {"10.1.0.0/99"};
  CHECK_THROWS_AS(of(options), std::invalid_argument);
}
