#include "scraper/crawl/rules/hung_commands.hpp"

#include <doctest/doctest.h>

using namespace trawl;
using namespace std::chrono_literals;

using crawl::HungCommands;

namespace {

const std::vector<std::string> kHangs{"./hangs"}, kOther{"./hangs", "--not"};

HungCommands hung_in_a_row(int times, HungCommands::Time now) {
  HungCommands commands;
  for (int i = 0; i < times; ++i) commands.ended(kHangs, true, now);
  return commands;
}

}  // namespace

TEST_CASE("a command that hangs some times in a row is tried once a minute, others as before") {
  const HungCommands::Time now(1h);
  HungCommands commands = hung_in_a_row(HungCommands::kInARow - 1, now);
  CHECK(commands.may_run(kHangs, now));
  commands.ended(kHangs, true, now);
  CHECK_FALSE(commands.may_run(kHangs, now));
  CHECK_FALSE(commands.may_run(kHangs, now + 59s));
  CHECK(commands.may_run(kOther, now));
  CHECK(commands.may_run(kHangs, now + 60s));
  CHECK_FALSE(commands.may_run(kHangs, now + 61s));  // that one still runs
  commands.ended(kHangs, true, now + 70s);
  CHECK_FALSE(commands.may_run(kHangs, now + 129s));
  CHECK(commands.may_run(kHangs, now + 130s));
}

TEST_CASE("a command that ends in time once is trusted again") {
  const HungCommands::Time now(1h);
  HungCommands commands = hung_in_a_row(HungCommands::kInARow, now);
  commands.ended(kHangs, false, now + 60s);
  CHECK(commands.may_run(kHangs, now + 60s));
  commands.ended(kHangs, true, now + 70s);
  CHECK(commands.may_run(kHangs, now + 70s));
}
