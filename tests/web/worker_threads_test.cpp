#include "web/worker_threads.hpp"

#include <atomic>
#include <latch>
#include <string>
#include <system_error>

#include <doctest/doctest.h>
#include <pthread.h>

#include "tests/support/thread_shortage.hpp"

using namespace trawl;

using support::threads_to_refuse;

namespace {
std::size_t own_stack() {
  pthread_attr_t attributes;
  pthread_getattr_np(pthread_self(), &attributes);
  std::size_t size = 0;
  pthread_attr_getstacksize(&attributes, &size);
  pthread_attr_destroy(&attributes);
  return size;
}
}  // namespace

TEST_CASE("threads start as they are needed, have a small stack and a name") {
  web::WorkerThreads threads(3);
  CHECK(threads.started() == 1);
  std::atomic<int> right = 0;
  for (int i = 0; i < 10; ++i) {
    std::latch done(1);
    threads.submit([&] {
      char name[16] = {};
      pthread_getname_np(pthread_self(), name, sizeof name);
      if (own_stack() == 256 * 1024 && std::string(name) == "web") ++right;
      done.count_down();
    });
    done.wait();
  }
  CHECK(right == 10);
  CHECK(threads.started() <= 2);  // the first may be on its way back to being idle

  std::latch all(3), go(1);
  for (int i = 0; i < 5; ++i)
    threads.submit([&, i] {
      if (i < 3) all.count_down();
      go.wait();
    });
  all.wait();
  CHECK(threads.started() == 3);
  go.count_down();
}

TEST_CASE("work that waits is done before the threads end") {
  std::atomic<int> done = 0;
  {
    web::WorkerThreads threads(2);
    for (int i = 0; i < 100; ++i) threads.submit([&] { ++done; });
  }
  CHECK(done == 100);
}

TEST_CASE("without a thread there is a message; later, work waits for the threads that there are") {
  threads_to_refuse = 1;
  try {
    const web::WorkerThreads none(3);
    FAIL("it started");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::resource_unavailable_try_again);
    CHECK(std::string(error.what()).find("ulimit -u") != std::string::npos);
  }
  web::WorkerThreads threads(3);
  std::latch begun(1), go(1), done(2);
  threads.submit([&] {
    begun.count_down();
    go.wait();
    done.count_down();
  });
  begun.wait();
  threads_to_refuse = 1;
  threads.submit([&] { done.count_down(); });
  CHECK(threads_to_refuse == 0);
  go.count_down();
  done.wait();
}
