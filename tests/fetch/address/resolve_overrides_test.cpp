#include "fetch/address/resolve_overrides.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl;

namespace {
using Addresses = std::vector<std::string>;

fetch::ResolveOverrides overrides(std::initializer_list<const char*> lines) {
  fetch::ResolveOverrides all;
  for (const char* line : lines) all.add(line);
  return all;
}
}  // namespace

TEST_CASE("HOST:PORT:ADDRESS[,ADDRESS] applies only to that host and port") {
  const auto all = overrides({"Example.org:443:192.0.2.1,[2001:DB8::1],2001:db8:0:0::2"});
  CHECK(all.find("example.org", 443) == Addresses{"192.0.2.1", "2001:db8::1", "2001:db8::2"});
  CHECK_FALSE(all.find("example.org", 80));
  CHECK_FALSE(all.find("www.example.org", 443));
}

TEST_CASE("* applies to every host that has no line of its own") {
  const auto all = overrides({"*:80:127.0.0.1", "example.org:80:127.0.0.2"});
  CHECK(all.find("anything.test", 80) == Addresses{"127.0.0.1"});
  CHECK(all.find("example.org", 80) == Addresses{"127.0.0.2"});
  CHECK_FALSE(all.find("anything.test", 443));
}

TEST_CASE("the last line for a host and port counts") {
  const auto all = overrides({"a.test:80:127.0.0.1", "a.test:80:127.0.0.2"});
  CHECK(all.find("a.test", 80) == Addresses{"127.0.0.2"});
}

TEST_CASE("a malformed line is refused with a reason") {
  const struct {
    const char *line, *why;
  } rows[] = {{"", "the host is missing"},
              {":80:127.0.0.1", "the host is missing"},
              {"[::1]:80:127.0.0.1", "the host must be a name"},
              {"a.test", "the port \"\" is not a number from 1 to 65535"},
              {"a.test:http:127.0.0.1", "the port \"http\" is not a number from 1 to 65535"},
              {"a.test:0:127.0.0.1", "the port \"0\" is not a number from 1 to 65535"},
              {"a.test:65536:127.0.0.1", "the port \"65536\" is not a number from 1 to 65535"},
              {"a.test:-80:127.0.0.1", "the port \"-80\" is not a number from 1 to 65535"},
              {"a.test:80", "the address is missing"},
              {"a.test:80:", "the address is missing"},
              {"a.test:80:127.0.0", "\"127.0.0\" is not an IPv4 or IPv6 address"},
              {"a.test:80:[127.0.0.1]", "\"[127.0.0.1]\" is not an IPv4 or IPv6 address"},
              {"a.test:80:127.0.0.1,,127.0.0.2", "\"\" is not an IPv4 or IPv6 address"},
              {"a.test:80:b.test", "\"b.test\" is not an IPv4 or IPv6 address"}};
  for (const auto& row : rows) {
    fetch::ResolveOverrides all;
    const std::string text =
        '"' + std::string(row.line) + "\" is not HOST:PORT:ADDRESS[,ADDRESS]: " + row.why;
    CHECK_THROWS_WITH_AS(all.add(row.line), text.c_str(), std::invalid_argument);
  }
}
