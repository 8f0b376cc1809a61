// 3,000 hosts at -c 1000, with fewer descriptors than that: each page is asked once, and nothing fails.
#include <cstdlib>
#include <fstream>

#include <doctest/doctest.h>

#include "fetch/descriptors.hpp"
#include "tests/siege/siege.hpp"
#include "tests/support/many_hosts.hpp"

using namespace trawl;
using namespace trawl::siege;
using namespace std::chrono_literals;

namespace {

constexpr int kHosts = 3'000, kPages = 3;

/// Crawls all hosts with the program under `limit`, a command of the shell.
void crawl_under(const std::string& limit, bool is_lowered) {
  fetch::raise_descriptor_limit();
  const support::ManyHosts hosts(kPages);
  const storage::testing::TemporaryFolder folder;
  {
    std::ofstream seeds(folder / "seeds.txt");
    for (const std::string& url : hosts.urls(kHosts)) seeds << url << '\n';
    std::ofstream limited(folder / "limited");
    limited << "#!/bin/sh\n" << limit << "\nexec " << std::getenv("TRAWL") << " \"$@\"\n";
  }
  std::filesystem::permissions(folder / "limited", std::filesystem::perms::owner_all);
  const std::string program = std::getenv("TRAWL");
  setenv("TRAWL", (folder / "limited").c_str(), 1);
  const Ended end = run_trawl({"crawl", "-i", "seeds.txt", "-o", "a.db", "-c", "1000", "--delay", "0",
                               "--sitemap", "off", "--scope", "any"},
                              folder.path(), 5min);
  setenv("TRAWL", program.c_str(), 1);
  CAPTURE(end.err);
  CHECK(end.exit_code == 0);
  CHECK((end.err.find("-c 1000 is lowered to") != std::string::npos) == is_lowered);
  const auto file = folder / "a.db";
  const std::string asked =
      rows_of(file, "SELECT count(*), sum(attempts), count(DISTINCT host_id) FROM urls");
  const std::string failed = rows_of(
      file, "SELECT count(*) FROM pages WHERE error IS NOT NULL UNION ALL SELECT sum(errors) FROM hosts");
  CHECK(asked == "9000\t9000\t3000\n");
  CHECK(failed == "0\n0\n");
  CHECK(hosts.requests() == kHosts * (kPages + 1));
  saw(limit + ": " + std::to_string(kHosts) + " hosts in " + std::to_string(end.seconds) + " s, at most " +
      std::to_string(hosts.most_connections()) + " connections, URLs, requests, hosts: " + asked);
}

}  // namespace

TEST_CASE("3,000 hosts at -c 1000 with a soft limit of 1,024 descriptors") {
  crawl_under("ulimit -Sn 1024", false);
}

TEST_CASE("3,000 hosts at -c 1000 with a hard limit of 1,024 descriptors") {
  crawl_under("ulimit -n 1024", true);
}

TEST_CASE("3,000 hosts at -c 1000 with a hard limit of 256 descriptors") {
  crawl_under("ulimit -n 256", true);
}
