#include "storage/file/flight_log.hpp"

#include <csignal>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/storage/child_process.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

using Ids = std::vector<std::int64_t>;

struct Folder : TemporaryFolder {
  std::filesystem::path crawl() const { return *this / "a.db"; }
  std::filesystem::path log() const { return *this / "a.db-flights"; }
};

void die() {
  kill(getpid(), SIGKILL);
}

}  // namespace

TEST_CASE("a killed process leaves the URLs in flight, and only these") {
  const Folder folder;
  CHECK(signal_that_ended([&] {
          FlightLog log(folder.crawl());
          const FlightLog::Flight first(log, 11);
          { const FlightLog::Flight over(log, 12); }
          const FlightLog::Flight second(log, 13), third(log, 14);
          die();
        }) == SIGKILL);
  {
    FlightLog log(folder.crawl());
    CHECK(log.left_by_kill() == Ids{11, 13, 14});
  }
  CHECK(FlightLog(folder.crawl()).left_by_kill().empty());
}

TEST_CASE("what a kill left is told once, even if the next process is killed before it does anything") {
  const Folder folder;
  CHECK(signal_that_ended([&] {
          FlightLog log(folder.crawl());
          const FlightLog::Flight flight(log, 11);
          die();
        }) == SIGKILL);
  CHECK(signal_that_ended([&] {
          const FlightLog log(folder.crawl());
          die();
        }) == SIGKILL);
  CHECK(FlightLog(folder.crawl()).left_by_kill().empty());
}

TEST_CASE("a process that ends by itself leaves no log, and nobody else may read one") {
  const Folder folder;
  {
    FlightLog log(folder.crawl());
    const FlightLog::Flight flight(log, 11);
    struct stat status {};
    REQUIRE(stat(folder.log().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
  CHECK_FALSE(std::filesystem::exists(folder.log()));
}

TEST_CASE("where no log can be written, or a strange one stands, the crawl goes on without") {
  const Folder folder;
  std::filesystem::create_directory(folder.log());
  {
    FlightLog log(folder.crawl());
    const FlightLog::Flight flight(log, 11);
    CHECK(log.left_by_kill().empty());
  }
  std::filesystem::remove(folder.log());
  std::ofstream(folder.log()) << std::string(1'000'001, 'x');
  CHECK(FlightLog(folder.crawl()).left_by_kill().size() == 10'000);
}
