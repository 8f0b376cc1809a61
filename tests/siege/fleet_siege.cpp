// A crawl that ten processes share, which are killed at random moments, stall past their leases, and lose the
// server: each URL is then committed once, and no host was asked too often.
#include <array>
#include <csignal>
#include <cstdlib>
#include <new>
#include <random>
#include <thread>

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/aio/aio.hpp"
#include "tests/siege/siege.hpp"
#include "tests/support/fleet_model.hpp"
#include "tests/support/postgres_cluster.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace trawl::support;
using namespace std::chrono_literals;

namespace {

constexpr int kUrls = 100'000, kHosts = 250;
constexpr int kWorkers = 10, kKills = 200, kKillsOfServer = 5;

FleetWorld& shared_world() {
  void* const memory =
      mmap(nullptr, sizeof(FleetWorld), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  return *new (memory) FleetWorld;
}

pid_t start_worker(const FleetPlan& plan, FleetWorld& world, unsigned seed) {
  const pid_t worker = fork();
  REQUIRE(worker >= 0);
  if (worker > 0) return worker;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    aio::run(work_in_fleet(plan, &world, seed));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "a worker failed: %s\n", error.what());
    _exit(1);
  }
  _exit(0);
}

FleetPlan plan_for(PostgresCluster& cluster) {
  FleetPlan plan;
  plan.target = cluster.new_database();
  plan.urls = kUrls;
  plan.hosts = kHosts;
  plan.lease.length = 2s;
  plan.lease.margin = 500ms;
  plan.deaths = 0.002;
  plan.stalls = 0.01;
  return plan;
}

}  // namespace

TEST_CASE(
    "ten workers, 200 kills, stalls past the lease and 5 kills of the server: each URL once, each delay "
    "kept") {
  if (const std::string lacks = PostgresCluster::lacks(); !lacks.empty()) {
    saw(lacks);
    return;
  }
  const char* const given = std::getenv("SIEGE_SEED");
  const unsigned seed = given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device()();
  saw("SIEGE_SEED=" + std::to_string(seed));
  std::mt19937 random(seed);
  PostgresCluster cluster(PostgresCluster::Fsync::on);
  const FleetPlan plan = plan_for(cluster);
  FleetWorld& world = shared_world();
  aio::run(begin_fleet_crawl(plan));
  std::array<pid_t, kWorkers> workers;
  for (pid_t& worker : workers) worker = start_worker(plan, world, static_cast<unsigned>(random()));
  int kills = 0, kills_of_server = 0;
  // Spread over nine tenths of the crawl.
  while (kills < kKills || kills_of_server < kKillsOfServer) {
    std::this_thread::sleep_for(1ms);
    const double done = static_cast<double>(world.asked) / kUrls / 0.9;
    if (kills < kKills && done * kKills > kills) {
      pid_t& victim = workers[random() % kWorkers];
      kill(victim, SIGKILL);
      int status = 0;
      waitpid(victim, &status, 0);
      CHECK(WIFSIGNALED(status));
      victim = start_worker(plan, world, static_cast<unsigned>(random()));
      ++kills;
    }
    if (kills_of_server < kKillsOfServer && done * kKillsOfServer > kills_of_server) {
      cluster.kill();
      cluster.start();
      ++kills_of_server;
    }
  }
  for (const pid_t worker : workers) {
    int status = 0;
    waitpid(worker, &status, 0);
    CHECK(status == 0);
  }
  saw(world.told() + ", " + std::to_string(kills) + " kills, " + std::to_string(kills_of_server) +
      " kills of the server");
  const std::string wrongs = aio::run(wrongs_of_fleet(plan, &world));
  CHECK(wrongs == "");
  CHECK(world.stalls >= 50);
  CHECK(world.refused > 0);
}
