#include "scraper/crawl/rules/slots.hpp"

#include <vector>

#include <doctest/doctest.h>

using namespace trawl;

using crawl::Slot;
using crawl::Slots;

TEST_CASE("the slot of a silent host is lent, up to a limit; that of a host that answers never") {
  Slots slots(4, 2);
  Slot answering = slots.begin(true);
  CHECK_FALSE(slots.lend(answering));
  CHECK(answering == Slot::answering);

  std::vector<Slot> silent;
  for (int i = 0; i < 3; ++i) silent.push_back(slots.begin(false));
  CHECK(slots.lend(silent[0]));
  CHECK(slots.lend(silent[1]));
  CHECK_FALSE(slots.lend(silent[2]));
  CHECK_FALSE(slots.lend(silent[0]));
  slots.end(silent[0]);
  CHECK(silent[0] == Slot::none);
  CHECK_FALSE(slots.lend(silent[0]));
  CHECK(slots.lend(silent[2]));
}

TEST_CASE("when nothing more can be lent, silent hosts get three quarters of the slots at most") {
  for (const auto& [concurrency, most] : std::vector<std::pair<int, int>>{{1, 1}, {2, 1}, {4, 3}, {32, 24}}) {
    Slots slots(concurrency, 0);
    int begun = 0;
    for (; slots.has_room_for_silent(); ++begun) slots.begin(false);
    CHECK(begun == most);
  }
  Slots slots(4, 1);
  Slot first = slots.begin(false);
  for (int i = 1; i < 10; ++i) slots.begin(false);
  CHECK(slots.has_room_for_silent());
  slots.lend(first);
  CHECK_FALSE(slots.has_room_for_silent());
  slots.end(first);
  CHECK(slots.has_room_for_silent());
}

TEST_CASE("hosts that answer come first when silent ones have a quarter of the slots") {
  Slots slots(8, 100);
  Slot first = slots.begin(false);
  CHECK_FALSE(slots.prefers_answering());
  Slot second = slots.begin(false);
  CHECK(slots.prefers_answering());
  slots.lend(second);
  CHECK_FALSE(slots.prefers_answering());
  slots.end(first);
  CHECK_FALSE(Slots(1, 0).prefers_answering());
}
