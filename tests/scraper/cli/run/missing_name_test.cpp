// Runs `trawl` on names that do not exist, or whose name servers fail, in a network that has no outside.
#include <chrono>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/own_network.hpp"

using namespace trawl;

using namespace trawl::cli::testing;

namespace {

/// "EXIT asked TIMES none|failed" of a command about that name.
std::string told(const Words& words, const std::string& name) {
  support::DnsServer names{53};
  names.add("broken.test", {{}, {}, 60, 2});
  const CommandLine line;
  const auto end = line.run(words);
  const std::string found = holds(end.err, "there is no host " + name) ? "none" : "failed";
  return std::to_string(end.exit_code) + " asked " + std::to_string(names.asked(name)) + ' ' + found;
}

}  // namespace

TEST_CASE("a name that does not exist is looked up once, and that is the last word") {
  const auto crawl = support::in_own_network({}, [] {
    const auto begun = std::chrono::steady_clock::now();
    const std::string text = told({"http://missing.test/", "--ui", "off", "-o", "x.db"}, "missing.test");
    return text + (std::chrono::steady_clock::now() - begun < std::chrono::seconds(4) ? "" : " late");
  });
  if (crawl) CHECK(*crawl == "5 asked 1 none");
  const auto fetch = support::in_own_network({}, [] {
    return told({"fetch", "http://missing.test/", "--retries", "3"}, "missing.test");
  });
  if (fetch) CHECK(*fetch == "5 asked 1 none");
}

TEST_CASE("name servers that fail are asked again by the next try") {
  const auto asked = [](const char* retries) {
    const auto text = support::in_own_network({}, [&] {
      return told({"fetch", "http://broken.test/", "--retries", retries}, "broken.test");
    });
    if (text) CHECK(holds(*text, "failed"));
    return text ? std::stoi(text->substr(std::string("5 asked ").size())) : 0;
  };
  CHECK(asked("1") == 2 * asked("0"));
}

TEST_CASE("a quiet crawl still says why it came to nothing, in one line") {
  const auto quiet = support::in_own_network({}, [] {
    support::DnsServer names{53};
    return CommandLine().run({"http://missing.test/", "-q", "--ui", "off", "-o", "x.db"}).err;
  });
  if (quiet) {
    CHECK(is_one_line(*quiet));
    CHECK(holds(*quiet, "trawl: nothing could be fetched: "));
    CHECK(holds(*quiet, "there is no host missing.test"));
  }
}
