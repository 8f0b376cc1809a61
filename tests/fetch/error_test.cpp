#include "fetch/error.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace trawl;

using fetch::ErrorKind;

TEST_CASE("every kind of error has its own name") {
  std::set<std::string_view> names;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    names.insert(fetch::name_of(static_cast<ErrorKind>(kind)));
  }
  CHECK(names.size() == 13);
  CHECK(fetch::name_of(ErrorKind::dns) == "dns");
  CHECK(fetch::name_of(ErrorKind::address_forbidden) == "address_forbidden");
  CHECK(fetch::name_of(ErrorKind::internal) == "internal");
}

TEST_CASE("an error has its kind, its text and, for a timeout, its phase") {
  const fetch::Error error(ErrorKind::timeout, "no answer from example.org within 15 s", "idle");
  CHECK(error.kind() == ErrorKind::timeout);
  CHECK(error.phase() == "idle");
  CHECK(std::string_view(error.what()) == "no answer from example.org within 15 s");
}
