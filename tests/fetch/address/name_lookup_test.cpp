#include "fetch/address/name_lookup.hpp"

#include <set>

#include <doctest/doctest.h>

using namespace trawl;

TEST_CASE("each failure names the host and has its own wording") {
  std::set<std::string> texts;
  for (const auto why :
       {fetch::NameFailure::no_such_name, fetch::NameFailure::no_address, fetch::NameFailure::no_answer,
        fetch::NameFailure::refused, fetch::NameFailure::bad_name}) {
    const fetch::NameAnswer answer(why, "a.test");
    CHECK(answer.addresses.empty());
    CHECK(answer.failure.find("a.test") != std::string::npos);
    texts.insert(answer.failure);
  }
  CHECK(texts.size() == 5);
}

TEST_CASE("what the name servers know is final, what they failed to say is not") {
  using enum fetch::NameFailure;
  for (const auto why : {no_such_name, no_address, bad_name})
    CHECK(fetch::NameAnswer(why, "a.test").is_final);
  for (const auto why : {no_answer, refused}) CHECK_FALSE(fetch::NameAnswer(why, "a.test").is_final);
}
