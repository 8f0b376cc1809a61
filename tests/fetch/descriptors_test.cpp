#include "fetch/descriptors.hpp"

#include <cerrno>
#include <initializer_list>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace trawl;

namespace {
/// Sets the soft limit of descriptors, and restores it.
struct SoftLimit {
  explicit SoftLimit(rlim_t soft) {
    getrlimit(RLIMIT_NOFILE, &before);
    rlimit lowered = before;
    lowered.rlim_cur = soft;
    setrlimit(RLIMIT_NOFILE, &lowered);
  }
  ~SoftLimit() { setrlimit(RLIMIT_NOFILE, &before); }
  SoftLimit(const SoftLimit&) = delete;
  SoftLimit& operator=(const SoftLimit&) = delete;
  rlimit before{};
};
}  // namespace

TEST_CASE("the soft limit of descriptors is raised to the hard one") {
  const SoftLimit low(100);
  CHECK(fetch::descriptor_limit() == 100);
  const std::size_t raised = fetch::raise_descriptor_limit();
  CHECK(raised == fetch::descriptor_limit());
  CHECK((raised == low.before.rlim_max || raised == 1 << 20));
}

TEST_CASE("connections leave some descriptors for the rest") {
  CHECK(fetch::connections_that_fit(20'000) == 19'808);
  CHECK(fetch::connections_that_fit(1'024) == 832);
  CHECK(fetch::connections_that_fit(256) == 128);
  CHECK(fetch::connections_that_fit(1) == 1);
  CHECK(fetch::connections_that_fit(0) == 1);
}

TEST_CASE("whether a descriptor can be opened is seen by opening one") {
  CHECK(fetch::can_open_descriptor());
  const int lowest_free = dup(0);
  close(lowest_free);
  const SoftLimit none(static_cast<rlim_t>(lowest_free));
  CHECK_FALSE(fetch::can_open_descriptor());
}

TEST_CASE("a refused connection is no shortage of this machine") {
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOSPC}) CHECK(fetch::is_shortage(error));
  for (const int error : {0, ECONNREFUSED, ENETUNREACH, EACCES, EADDRNOTAVAIL})
    CHECK_FALSE(fetch::is_shortage(error));
}
