// A name server that turns its answers from a public address to this machine and to the metadata service of a
// cloud reaches nothing inside. All runs in a network that has no outside.
#include <sstream>

#include <doctest/doctest.h>

#include "scraper/crawl/single_fetch.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/own_network.hpp"
#include "tests/support/test_crawl.hpp"

using namespace trawl;

using namespace trawl::support;

namespace {

constexpr const char *kPublic = "93.184.215.14", *kPrivate = "10.20.30.40", *kNeighbour = "10.20.30.41",
                     *kMetadata = "169.254.169.254", *kWireServer = "168.63.129.16";

DnsRecords at(const std::string& address) {
  return {{address}, {}, 0};
}

/// Sites at the same port of a public address, of this machine, of its network and of a metadata service, and
/// the name server that leads to them.
struct Addresses {
  TestCrawl crawl;
  const std::uint16_t port = crawl.site.port();
  TestSite outside{crawl.clock, kPublic, port}, intranet{crawl.clock, kPrivate, port},
      neighbour{crawl.clock, kNeighbour, port}, metadata{crawl.clock, kMetadata, port},
      wire_server{crawl.clock, kWireServer, port};
  DnsServer names{53};

  Addresses() {
    for (TestSite* site : {&crawl.site, &outside, &intranet, &neighbour, &metadata, &wire_server}) {
      site->robots("");
      for (int i = 1; i <= 12; ++i)
        site->page("/" + std::to_string(i), plain("").header("Connection", "close"));
    }
    crawl.options.allow_private_ranges.clear();
    crawl.options.delay = 2s;  // so that each fetch looks the name up
    crawl.options.scope = crawl::ScopePreset::any;
  }

  std::string url(const std::string& host, const std::string& path = "/") const {
    return "http://" + host + ":" + std::to_string(port) + path;
  }
  /// A page with links to the pages 1 to 12 of its own site, and to others.
  static TestReply twelve_links(std::vector<std::string> others = {}) {
    for (int i = 1; i <= 12; ++i) others.push_back("/" + std::to_string(i));
    return links(others).header("Connection", "close");
  }
  std::string run(std::vector<std::string> seeds) {
    crawl.seeds = std::move(seeds);
    crawl.run();
    return how_pages_ended();
  }
  /// "3 from 93.184.215.14, 10 address_forbidden".
  std::string how_pages_ended() const {
    return crawl.rows(R"sql(
      SELECT count(*) || iif(error IS NULL, ' from ' || ip, ' ' || error) FROM pages GROUP BY error, ip
      ORDER BY error, ip)sql");
  }
  /// The URLs fetched one after the other, each with how it ended.
  std::string fetched(const std::vector<std::string>& texts) {
    std::vector<fetch::Url> urls;
    for (const std::string& text : texts) urls.push_back(*fetch::Url::parse(text));
    crawl::SingleFetch fetcher(crawl.loop, crawl.options, urls);
    std::string text;
    for (const fetch::Url& one : urls) {
      const auto got = crawl.loop.run_until_complete(fetcher.fetch(one));
      text += (text.empty() ? "" : ", ") + (got.has_answer() ? got.answer().ip : got.error);
    }
    return text;
  }
  /// How often each place was asked.
  std::string asked() const {
    std::ostringstream text;
    text << "; inside: " << crawl.site.arrived() << ' ' << intranet.arrived() << ' ' << neighbour.arrived()
         << ' ' << metadata.arrived() << ' ' << wire_server.arrived();
    return text.str();
  }
};

/// What the scenario tells, followed by how often the places inside were asked.
std::optional<std::string> in_siege(const std::function<std::string(Addresses&)>& scenario) {
  return in_own_network({kPublic, kPrivate, kNeighbour, kMetadata, kWireServer}, [&] {
    Addresses addresses;
    const std::string told = scenario(addresses);
    return told + addresses.asked();
  });
}

}  // namespace

TEST_CASE("a seed whose name turns from outside to inside is fetched from outside only") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add_in_turn("turns.test", {at(kPublic), at(kPublic), at("127.0.0.1"), at(kMetadata),
                                            at(kPrivate), at(kWireServer)});
    at_all.outside.page("/", Addresses::twelve_links());
    return at_all.run({at_all.url("turns.test")});
  });
  if (told) CHECK(*told == "5 from 93.184.215.14, 8 address_forbidden; inside: 0 0 0 0 0");
}

TEST_CASE("a seed whose name is inside at first may move to its neighbours, but to nothing else inside") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add_in_turn("intranet.test", {at(kPrivate), at(kPrivate), at(kNeighbour), at("127.0.0.1"),
                                               at(kMetadata), at(kWireServer)});
    at_all.intranet.page("/", Addresses::twelve_links());
    return at_all.run({at_all.url("intranet.test")});
  });
  if (told) CHECK(*told == "5 from 10.20.30.40, 2 from 10.20.30.41, 6 address_forbidden; inside: 0 6 2 0 0");
}

TEST_CASE("neither links nor redirects lead inside, by name or by address") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add("outside.test", at(kPublic));
    at_all.names.add("inside.test", at("127.0.0.1"));
    at_all.names.add_in_turn("turns.test", {at(kPublic), at("127.0.0.1")});
    at_all.crawl.options.obey_robots = false;
    at_all.outside.page(
        "/", links({at_all.url("inside.test"), at_all.url("127.0.0.1"), at_all.url(kMetadata),
                    at_all.url(kWireServer), at_all.url("[::ffff:127.0.0.1]"), at_all.url("turns.test", "/1"),
                    at_all.url("turns.test", "/2"), "/a", "/b", "/c"}));
    at_all.outside.page("/a", redirect(at_all.url("inside.test", "/1")));
    at_all.outside.page("/b", redirect(at_all.url("127.0.0.1", "/1")));
    at_all.outside.page("/c", redirect(at_all.url(kMetadata, "/1")));
    return at_all.run({at_all.url("outside.test")});
  });
  if (told) CHECK(*told == "5 from 93.184.215.14, 9 address_forbidden; inside: 0 0 0 0 0");
}

TEST_CASE(
    "what a resumed crawl, or a later one of the same file, knows of a typed name is its first lookup") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add("turns.test", at(kPublic));
    at_all.outside.page("/", Addresses::twelve_links());
    at_all.crawl.seeds = {at_all.url("turns.test")};
    at_all.crawl.run([&](crawl::Crawler& crawler) {
      at_all.outside.when_asked("/2", [&] {
        at_all.names.add("turns.test", at("127.0.0.1"));
        at_all.crawl.loop.call_soon_threadsafe([&crawler] { crawler.stop(); });
      });
    });
    const std::string stopped = at_all.how_pages_ended();
    at_all.crawl.run();
    const std::string resumed = at_all.how_pages_ended();
    at_all.crawl.run();
    return stopped + "; " + resumed + "; " + at_all.how_pages_ended();
  });
  if (told)
    CHECK(*told ==
          "3 from 93.184.215.14; 3 from 93.184.215.14, 10 address_forbidden; "
          "3 from 93.184.215.14, 10 address_forbidden; inside: 0 0 0 0 0");
}

TEST_CASE("a host that is refused from the start is skipped as a forbidden address, not for its robots.txt") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add("outside.test", at(kPublic));
    at_all.names.add("inside.test", at("127.0.0.1"));
    at_all.outside.page("/", links({at_all.url("inside.test", "/1"), at_all.url("inside.test", "/2")}));
    const std::string ended = at_all.run({at_all.url("outside.test")});
    return ended + "; " + at_all.crawl.fate(at_all.url("inside.test", "/1")) + "; " +
           at_all.crawl.rows(
               "SELECT kind, message LIKE 'inside.test:% is at 127.0.0.1, a loopback address; "
               "--allow-private=127.0.0.1 permits it' FROM events");
  });
  if (told)
    CHECK(*told ==
          "1 from 93.184.215.14; skipped: forbidden address; forbidden address 1; inside: 0 0 0 0 0");
}

TEST_CASE("single fetches of a name that turns, and of redirects by it, reach nothing inside") {
  const auto told = in_siege([](Addresses& at_all) {
    at_all.names.add_in_turn("turns.test", {at(kPublic), at("127.0.0.1"), at(kMetadata), at(kWireServer)});
    at_all.names.add("outside.test", at(kPublic));
    at_all.outside.page("/", redirect(at_all.url("turns.test", "/1")));
    std::vector<std::string> urls;
    for (int i = 0; i < 4; ++i) urls.push_back(at_all.url("outside.test"));
    urls.push_back(at_all.url("turns.test", "/2"));
    at_all.crawl.options.obey_robots = false;
    std::string text;
    for (const std::string& url : urls) {
      text += (text.empty() ? "" : ", ") + at_all.fetched({url});
      at_all.crawl.skipping_clock.advance(5s);
    }
    return text;
  });
  if (told)
    CHECK(*told ==
          "93.184.215.14, address_forbidden, address_forbidden, address_forbidden, 93.184.215.14; "
          "inside: 0 0 0 0 0");
}
