#include "storage/file/lock_wait.hpp"

#include <doctest/doctest.h>

using namespace trawl::storage;
using namespace std::chrono_literals;

namespace {

/// Collects what is said while it lives.
struct Notices {
  Notices() {
    set_lock_notice([this](const std::string& file, std::chrono::milliseconds left) {
      said += file + " ";
      CHECK(left <= 400ms);
    });
  }
  ~Notices() { set_lock_notice({}); }
  std::string said;
};

/// Waits until the patience is over. Returns how long that took.
std::chrono::milliseconds waited_out(LockWait& wait) {
  const auto began = std::chrono::steady_clock::now();
  for (int times = 0; wait.goes_on(times); ++times) {
  }
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

}  // namespace

TEST_CASE("a short wait for a lock is silent and ends with the patience") {
  const Notices notices;
  LockWait wait("a.db");
  wait.set_patience(30ms);
  const auto took = waited_out(wait);
  CHECK(took >= 30ms);
  CHECK(took < 10s);
  CHECK(notices.said.empty());
}

TEST_CASE("a wait of more than a second is said once, and the next one again") {
  const Notices notices;
  LockWait wait("a.db");
  wait.set_patience(1'400ms);
  waited_out(wait);
  CHECK(notices.said == "a.db ");
  waited_out(wait);
  CHECK(notices.said == "a.db a.db ");
}
