#include "scraper/crawl/client_options.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

namespace {
fetch::ClientOptions of(const crawl::Options& options) {
  return crawl::client_options(options, {fetch::Url::parse("http://Intranet.test:8080/x").value()});
}
}  // namespace

TEST_CASE("a host typed as a seed may be at a private address, others may not") {
  const fetch::AddressGuard guard(of(crawl::Options()).addresses);
  CHECK_FALSE(guard.refuses("intranet.test", "10.0.0.1"));
  CHECK(guard.refuses("other.test", "10.0.0.1") == "private");
}

TEST_CASE("the user allows private addresses by range, or all of them") {
  crawl::Options options;
  options.allow_private_ranges = {"10.1.0.0/16"};
  const fetch::AddressGuard some(of(options).addresses);
  CHECK_FALSE(some.refuses("other.test", "10.1.2.3"));
  CHECK(some.refuses("other.test", "10.2.0.1"));
  options.allow_private = true;
  const fetch::AddressGuard all(of(options).addresses);
  CHECK_FALSE(all.refuses("other.test", "10.2.0.1"));
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
  CHECK_FALSE(fetch::AddressGuard(of(options).addresses).refuses("maps.test", "10.0.0.1"));
  options.sitemaps.clear();
  CHECK(fetch::AddressGuard(of(options).addresses).refuses("maps.test", "10.0.0.1") == "private");
}

TEST_CASE("a bad address range is an error before anything is fetched") {
  crawl::Options options;
  options.allow_private_ranges = {"10.1.0.0/99"};
  CHECK_THROWS_AS(of(options), std::invalid_argument);
}
