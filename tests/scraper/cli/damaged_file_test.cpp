#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/damaged_files.hpp"

using namespace trawl;

using namespace trawl::cli::testing;

TEST_CASE_FIXTURE(CommandLine, "every command ends soon and with a clear line on files damaged at random") {
  if (trawl.empty()) return;
  constexpr unsigned kSeed = 13;
  support::DamagedFiles damaged(trawl, folder.path(), kSeed);
  for (int number = 0; number < 20; ++number) CHECK(damaged.problems_of(number) == "");
}
