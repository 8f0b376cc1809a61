#include "fetch/address/system_lookup.hpp"

#include <doctest/doctest.h>

#include "fetch/aio/aio.hpp"

using namespace trawl;

TEST_CASE("the answers of the C library are valid for a minute") {
  aio::EventLoop loop;
  const auto lookup = fetch::system_lookup();
  const fetch::NameAnswer answer = loop.run_until_complete(lookup->look_up("127.0.0.1"));
  CHECK(answer.failure == "");
  CHECK(answer.addresses == std::vector<std::string>{"127.0.0.1"});
  CHECK(answer.ttl == std::chrono::minutes(1));
}

TEST_CASE("a failure of the C library names the host") {
  aio::EventLoop loop;
  const auto lookup = fetch::system_lookup();
  const std::string host = std::string(70, 'x') + ".invalid";
  const fetch::NameAnswer answer = loop.run_until_complete(lookup->look_up(host));
  CHECK(answer.addresses.empty());
  CHECK(answer.failure.find(host) != std::string::npos);
}
