// 300 names that no name server answers for, and 300 addresses that take no connection, beside one healthy
// host of 200 pages: it goes on at full speed.
#include <csignal>
#include <fstream>
#include <thread>

#include <doctest/doctest.h>
#include <sys/mount.h>

#include "tests/siege/siege.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/many_hosts.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

constexpr int kDead = 300, kPages = 200;

/// Crawls `dead` and then the healthy host; how many seconds that one took.
double seconds_of_healthy(const support::ManyHosts& hosts, const std::vector<std::string>& dead,
                          const std::string& healthy) {
  const storage::testing::TemporaryFolder folder;
  {
    std::ofstream seeds(folder / "seeds.txt");
    for (const std::string& url : dead) seeds << url << '\n';
    seeds << healthy << '\n';
  }
  const auto begun = steady_clock::now();
  Trawl crawl(
      {"crawl", "-i", "seeds.txt", "-o", "a.db", "--delay", "0", "--sitemap", "off", "--allow-private"},
      folder.path());
  while (hosts.requests() < kPages + 1 && !crawl.has_ended() && steady_clock::now() < begun + 2min)
    std::this_thread::sleep_for(5ms);
  const double needed = std::chrono::duration<double>(steady_clock::now() - begun).count();
  CHECK(hosts.requests() == kPages + 1);
  crawl.send_signal(SIGINT);
  crawl.send_signal(SIGINT);
  CHECK(crawl.wait(1min).exit_code == 11);
  return needed;
}

}  // namespace

TEST_CASE("300 dead names do not hold up a healthy host") {
  if (!is_in_empty_network()) {
    saw("SKIPPED: the name server needs port 53 of an empty network");
    return;
  }
  const storage::testing::TemporaryFolder folder;
  std::ofstream(folder / "resolv.conf") << "nameserver 127.0.0.1\n";
  REQUIRE(mount((folder / "resolv.conf").c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) == 0);
  support::DnsServer names(53);
  const support::ManyHosts hosts(kPages);
  support::DnsRecords healthy, silent;
  healthy.v4 = {"127.1.0.1"};
  silent.is_silent = true;
  names.add("healthy.test", healthy);
  std::vector<std::string> dead;
  for (int i = 0; i < kDead; ++i) {
    const std::string name = "dead-" + std::to_string(i) + ".test";
    names.add(name, silent);
    dead.push_back("http://" + name + "/");
  }
  const double needed =
      seconds_of_healthy(hosts, dead, "http://healthy.test:" + std::to_string(hosts.port()) + "/");
  umount("/etc/resolv.conf");
  saw("300 dead names: the healthy host took " + std::to_string(needed) + " s");
  CHECK(names.asked("dead-0.test") > 0);
  CHECK(needed < 5);
}

TEST_CASE("300 addresses that take no connection do not hold up a healthy host") {
  const support::DeafHosts deaf;
  const support::ManyHosts hosts(kPages);
  const double needed = seconds_of_healthy(hosts, deaf.urls(kDead), hosts.urls(1).front());
  saw("300 deaf addresses: the healthy host took " + std::to_string(needed) + " s");
  CHECK(needed < 5);
}
