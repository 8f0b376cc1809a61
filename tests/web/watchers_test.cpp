#include "web/watchers.hpp"

#include <string>

#include <doctest/doctest.h>

using trawl::web::Watchers;
using namespace std::chrono_literals;

namespace {

constexpr Watchers::Time kStart{1'000s};

}  // namespace

TEST_CASE("nobody waits while no page is open") {
  Watchers watchers;
  CHECK_FALSE(watchers.some_wait(kStart));
  watchers.has_seen_the_end("a");
  CHECK_FALSE(watchers.some_wait(kStart));
}

TEST_CASE("an open page waits until it has seen the end, and each of several does") {
  Watchers watchers;
  watchers.asked("a", kStart);
  watchers.asked("b", kStart);
  CHECK(watchers.some_wait(kStart + 1s));
  watchers.has_seen_the_end("a");
  CHECK(watchers.some_wait(kStart + 1s));
  watchers.has_seen_the_end("b");
  CHECK_FALSE(watchers.some_wait(kStart + 1s));
}

TEST_CASE("a page that has not asked for a while is closed, and one that asks again is open") {
  Watchers watchers;
  watchers.asked("a", kStart);
  CHECK(watchers.some_wait(kStart + Watchers::kOpen));
  CHECK_FALSE(watchers.some_wait(kStart + Watchers::kOpen + 1ms));
  watchers.asked("a", kStart + 10s);
  CHECK(watchers.some_wait(kStart + 10s));
}

TEST_CASE("pages are known in bounded numbers, and closed ones make room") {
  Watchers watchers;
  for (std::size_t i = 0; i < Watchers::kMost; ++i) watchers.asked(std::to_string(i), kStart);
  for (std::size_t i = 0; i < Watchers::kMost; ++i) watchers.has_seen_the_end(std::to_string(i));
  watchers.asked("one more", kStart);
  CHECK_FALSE(watchers.some_wait(kStart));
  watchers.asked("later", kStart + 4s);
  CHECK(watchers.some_wait(kStart + 4s));
}

TEST_CASE("a page without a name, or with a long one, is not waited for") {
  Watchers watchers;
  watchers.asked("", kStart);
  watchers.asked(std::string(Watchers::kLongestName + 1, 'a'), kStart);
  CHECK_FALSE(watchers.some_wait(kStart));
}
