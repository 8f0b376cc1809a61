#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/damaged_files.hpp"

using namespace trawl;

using namespace trawl::cli::testing;

TEST_CASE_FIXTURE(CommandLine, "every command ends soon and with a clear line on files damaged at random") {
  if (trawl.empty()) return;
  const char* more = std::getenv("DAMAGED_FILES");
  const int files = more != nullptr ? std::atoi(more) : 20;
  const unsigned seed = 13;
  support::DamagedFiles damaged(trawl, folder.path(), seed);
  for (int number = 0; number < files; ++number) CHECK(damaged.problems_of(number) == "");
  MESSAGE(files, " files, ", damaged.ends());
}
