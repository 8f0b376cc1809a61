// 200 crawl files damaged at random: every command ends soon, with a documented exit code and a clear line.
#include <cstdlib>
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "tests/siege/siege.hpp"
#include "tests/storage/crawl_file.hpp"
#include "tests/support/damaged_files.hpp"

using namespace trawl;

TEST_CASE("on 200 files damaged at random every command ends within ten seconds and says why") {
  constexpr int kFiles = 200;
  const char* given = std::getenv("SIEGE_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  const storage::testing::TemporaryFolder folder;
  support::DamagedFiles damaged(std::getenv("TRAWL"), folder.path(), seed);
  for (int number = 0; number < kFiles; ++number) CHECK(damaged.problems_of(number) == "");
  siege::saw("seed " + std::to_string(seed) + ", " + std::to_string(kFiles) + " files, " + damaged.ends());
}
