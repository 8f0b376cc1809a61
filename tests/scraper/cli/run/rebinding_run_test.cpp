// Runs `trawl` where a name server turns its answers, in a network that has no outside.
#include <csignal>
#include <thread>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::DnsServer;
using support::plain;
using support::TestSite;

namespace {

constexpr const char *kPublic = "93.184.215.14", *kMetadata = "169.254.169.254";

/// A site at a public address, and two inside at the same port.
struct Places {
  const aio::Clock& clock = aio::SteadyClock::instance();
  TestSite here{clock};
  const std::string port = std::to_string(here.port());
  TestSite outside{clock, kPublic, here.port()}, metadata{clock, kMetadata, here.port()};
  DnsServer names{53};
  CommandLine line;

  void turn_to(const std::string& address) { names.add("turns.test", {{address}, {}, 0}); }
  std::string inside() const {
    return "inside: " + std::to_string(here.arrived()) + ' ' + std::to_string(metadata.arrived());
  }
};

}  // namespace

TEST_CASE("a crawl that was killed outside does not go on inside, whatever goes on with it") {
  const auto told = support::in_own_network({kPublic, kMetadata}, [] {
    Places places;
    places.outside.page("/", support::links({"/a", "/b", "/c"}));
    places.outside.page("/a", plain("").held());
    places.turn_to(kPublic);
    const std::string url = "http://turns.test:" + places.port + "/";
    const Words flags{"--delay", "0", "--retries", "0", "--ui", "off", "-o", "x.db"};
    const auto run = [&](Words words) {
      words.insert(words.end(), flags.begin(), flags.end());
      if (words[0] == "resume") words.resize(words.size() - 2);
      return places.line.program(words);
    };
    support::Subprocess crawl(run({"crawl", url}));
    while (places.outside.times_asked("/a") == 0) std::this_thread::yield();
    crawl.send_signal(SIGKILL);
    crawl.wait();
    std::string codes;
    const auto asked_outside = places.outside.arrived();
    for (const char* address : {"127.0.0.1", kMetadata}) {
      places.turn_to(address);
      codes += std::to_string(outcome_of(run({"resume", "x.db"})).exit_code) + ' ';
      codes += std::to_string(outcome_of(run({"crawl", url})).exit_code) + ' ';
    }
    return codes + places.inside() + ", outside: " + std::to_string(places.outside.arrived() - asked_outside);
  });
  if (told) CHECK(*told == "0 5 0 5 inside: 0 0, outside: 0");
}

TEST_CASE("fetch asks a typed host inside, and refuses it to the redirect of another") {
  const auto told = support::in_own_network({kPublic, kMetadata}, [] {
    Places places;
    const std::string here = places.here.origin() + "/secret";
    places.here.page("/secret", plain("secret"));
    places.outside.page("/", support::redirect(here));
    places.outside.page("/meta", support::redirect(places.metadata.origin() + "/latest"));
    places.turn_to(kPublic);
    const std::string url = "http://turns.test:" + places.port;
    const auto end = places.line.run({"fetch", url + "/", here, url + "/meta", "--allow-private=10.0.0.0/8"});
    const auto open = places.line.run({"fetch", url + "/meta", "--allow-private"});
    return std::to_string(end.exit_code) + ' ' + end.out + ' ' + std::to_string(open.exit_code) + ' ' +
           places.inside();
  });
  if (told) CHECK(*told == "1 secret 5 inside: 1 0");
}
