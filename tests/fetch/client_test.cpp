#include "fetch/client.hpp"

#include <algorithm>

#include "tests/support/compression.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

namespace {

using namespace trawl::support;
using namespace std::chrono_literals;

const std::string kOk = "HTTP/1.1 200 OK\r\n";

/// A client that may connect only to the public internet.
fetch::ClientOptions strict_options() {
  fetch::ClientOptions options;
  options.network.user_agent = "trawl-test";
  return options;
}

fetch::ClientOptions with_names(fetch::ClientOptions options, const DnsServer& names) {
  options.resolver.dns.servers = names.address();
  return options;
}

/// A port of 127.0.0.1 where nothing listens.
int free_port() {
  return RawServer(always("")).port();
}

std::string at_port(const std::string& beginning, int port) {
  return beginning + ":" + std::to_string(port) + "/";
}

/// Sends `beginning`, then `piece` without end.
RawServer::Script endless(std::string beginning, std::string piece) {
  return [beginning = std::move(beginning), piece = std::move(piece)](RawServer::Connection& connection) {
    connection.request();
    connection.send(beginning);
    while (connection.send(piece)) {
    }
  };
}

}  // namespace

TEST_CASE("a name is looked up, and its server is asked") {
  DnsServer names;
  names.add("site.test", {{"127.0.0.1"}, {}});
  RawServer server(always(ok("here")));
  Fetching fetching(with_names(open_options(), names));
  const fetch::Response response = fetching.get(at_port("http://site.test", server.port()));
  CHECK(response.body == "here");
  CHECK(response.timing.resolve > 0);
  CHECK(response.timing.connect > response.timing.resolve);
  CHECK(server.requests()[0].head.find("\r\nHost: site.test:") != std::string::npos);
}

TEST_CASE("the address of a URL is the one that a fetch would connect to, if it may") {
  DnsServer names;
  names.add("site.test", {{"127.0.0.1"}, {}});
  const auto address = [&](const fetch::ClientOptions& options, const std::string& url) {
    Fetching fetching(with_names(options, names));
    return fetching.loop.run_until_complete(fetching.client->address_of(*fetch::Url::parse(url)));
  };
  CHECK(address(open_options(), "http://site.test/") == "127.0.0.1");
  CHECK(address(open_options(), "http://nowhere.test/") == "");
  CHECK(address(strict_options(), "http://site.test/") == "");
  fetch::ClientOptions behind_proxy = open_options();
  behind_proxy.network.proxy = "http://127.0.0.1:9";
  CHECK(address(behind_proxy, "http://site.test/") == "");
}

TEST_CASE("a name that does not exist is a dns error") {
  DnsServer names;
  CHECK(Fetching(with_names(open_options(), names)).outcome("http://nowhere.test/") == "dns");
}

TEST_CASE("a silent name server is a timeout in the resolve phase") {
  DnsServer names;
  DnsRecords silent;
  silent.is_silent = true;
  names.add("site.test", silent);
  Fetching fetching(with_names(open_options(), names));
  fetch::Request to = request("http://site.test/");
  to.limits.connect = 50ms;
  CHECK(fetching.outcome(to) == "timeout resolve");
  to.limits = {};
  to.limits.total = 50ms;
  CHECK(fetching.outcome(to) == "timeout resolve");
}

TEST_CASE("a port where nothing listens is a connect error") {
  CHECK(Fetching().outcome(at_port("http://127.0.0.1", free_port())) == "connect");
}

TEST_CASE("a refused connection has the same words each time") {
  const auto end = Fetching().end_of(request(at_port("http://127.0.0.1", free_port())));
  CHECK(end.detail.starts_with("Failed to connect to 127.0.0.1 port "));
  CHECK(end.detail.find(" ms") == std::string::npos);
}

TEST_CASE("addresses of this machine are refused, however they are written") {
  DnsServer names;
  names.add("inside.test", {{"127.0.0.1"}, {"::ffff:127.0.0.1"}});
  RawServer server(always(ok("secret")));
  Fetching fetching(with_names(strict_options(), names));
  for (const char* host : {"127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]",
                           "[::ffff:7f00:1]", "0.0.0.0", "localhost", "a.localhost", "inside.test"}) {
    CAPTURE(host);
    CHECK(fetching.outcome(at_port("http://" + std::string(host), server.port())) == "address_forbidden");
  }
  CHECK(server.connections() == 0);
}

TEST_CASE("only hosts that the user typed may be on this machine") {
  RawServer server(always(ok("here")));
  fetch::ClientOptions options = strict_options();
  options.addresses.typed_hosts.emplace_back(request(server.url()).url);
  Fetching fetching(options);
  CHECK(fetching.outcome(server.url()) == "200 here");
  CHECK(fetching.outcome(at_port("http://127.0.0.1", free_port())) == "address_forbidden");
  CHECK(fetching.outcome(at_port("http://localhost", server.port())) == "address_forbidden");
}

TEST_CASE("a typed name may move next to where its first lookup found it, but not elsewhere inside") {
  DnsServer names;
  RawServer server(always(ok("here")));
  fetch::ClientOptions options = with_names(strict_options(), names);
  const std::string url = at_port("http://name.test", server.port());
  options.addresses.typed_hosts.emplace_back(request(url).url);
  aio::ManualClock clock(true);
  Fetching fetching(options, clock);
  const auto outcome_at = [&](const char* address, bool heeds_typed_hosts = true) {
    names.add("name.test", {{address}, {}, 0});
    clock.advance(5s);  // no answer is kept longer
    fetch::Request to = request(url);
    to.heeds_typed_hosts = heeds_typed_hosts;
    return fetching.end_of(to);
  };
  CHECK(outcome_at("127.0.0.1").text == "200 here");
  CHECK(outcome_at("127.0.0.1", false).text == "address_forbidden");
  CHECK(outcome_at("127.0.0.5").text == "200 here");  // over the connection that is kept
  const Outcome moved = outcome_at("127.0.1.1");
  CHECK(moved.text == "address_forbidden");
  CHECK(moved.detail == "name.test:" + std::to_string(server.port()) +
                            " is at 127.0.1.1, a loopback address; --allow-private=127.0.1.1 permits it");
  CHECK(outcome_at("169.254.169.254").text == "address_forbidden");
  CHECK(server.connections() == 1);
}

TEST_CASE("a typed host may be at the private address that the user gave") {
  RawServer server(always(ok("here")));
  fetch::ClientOptions options = strict_options();
  const std::string url = at_port("http://site.test", server.port());
  options.addresses.typed_hosts.emplace_back(request(url).url);
  options.resolver.overrides.push_back("*:" + std::to_string(server.port()) + ":127.0.0.1");
  Fetching fetching(options);
  CHECK(fetching.outcome(url) == "200 here");
  CHECK(fetching.outcome(at_port("http://other.test", server.port())) == "address_forbidden");
}

TEST_CASE("only the allowed ones of several addresses are tried") {
  DnsServer names;
  names.add("both.test", {{"127.0.0.2", "127.0.0.1"}, {}});
  RawServer server(always(ok("here")));
  fetch::ClientOptions options = with_names(strict_options(), names);
  options.addresses.allowed_ranges = {fetch::IpRange::parse("127.0.0.1/32")};
  CHECK(Fetching(options).outcome(at_port("http://both.test", server.port())) == "200 here");
}

TEST_CASE("the user may give a host's address, even if the host is an address itself") {
  RawServer server(always(ok("here")));
  fetch::ClientOptions options = open_options();
  options.resolver.overrides.push_back("*:" + std::to_string(server.port()) + ":127.0.0.1");
  Fetching fetching(options);
  CHECK(fetching.outcome(at_port("http://site.test", server.port())) == "200 here");
  CHECK(fetching.outcome(at_port("http://site.test.", server.port())) == "200 here");
  CHECK(fetching.outcome(at_port("http://192.0.2.1", server.port())) == "200 here");
}

TEST_CASE("a body over its limit ends the fetch, whether plain, chunked without end, or a bomb") {
  const std::string bomb = gzip(std::string(64 << 20, '\0'));
  const std::vector<RawServer::Script> scripts = {
      always(ok(std::string(2'000, 'a'))), endless(kOk + "\r\n", std::string(100, 'a')),
      endless(kOk + "Transfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n"),
      always(ok(bomb, "Content-Encoding: gzip\r\n"))};
  for (const RawServer::Script& script : scripts) {
    RawServer server(script);
    Fetching fetching;
    fetch::Request to = request(server.url());
    to.limits.body_bytes = 1'000;
    CHECK(fetching.outcome(to) == "200 but too_large");
    to.cut_body = true;
    const fetch::Response cut = fetching.get(to);
    CHECK(cut.truncated);
    CHECK(cut.body.size() == 1'000);
    server.wait_until_closed(1);
  }
}

TEST_CASE("headers over their limit end the fetch, in many lines, in one line or in many interim responses") {
  for (const auto& [beginning, piece] : std::vector<std::pair<std::string, std::string>>{
           {kOk, "A: b\r\n"}, {kOk + "A: ", "bbbbbbbb"}, {"", "HTTP/1.1 100 Continue\r\n\r\n"}}) {
    RawServer server(endless(beginning, piece));
    CHECK(Fetching().outcome(server.url()) == "too_large");
  }
}

TEST_CASE("a kept connection that is dead is replaced by a fresh one") {
  constexpr std::size_t kDead = 16;
  RawServer server([](RawServer::Connection& connection) {
    connection.request();
    if (connection.number() < kDead && !connection.pause()) return;
    connection.send(ok("here"));
    connection.request();
    connection.reset();
  });
  aio::ManualClock clock;
  Fetching fetching(support::open_options(), clock);
  std::list<Outcome> outcomes(kDead);
  for (Outcome& outcome : outcomes) fetching.start(request(server.url()), outcome);
  fetching.run_until([&] { return server.requests().size() == kDead; });
  for (std::size_t i = 0; i < kDead; ++i) server.proceed();
  fetching.run_until([&] {
    return std::all_of(outcomes.begin(), outcomes.end(),
                       [](const Outcome& one) { return one.text == "200 here"; });
  });
  clock.advance(fetch::KeptConnections::kRest);
  CHECK(fetching.get(server.url()).repeats == 1);
  CHECK(server.connections() == kDead + 1);
  CHECK(server.requests().size() == kDead + 2);  // the other kept connections are not tried
}

TEST_CASE("a fetch that fails tells that it was sent twice") {
  RawServer server([](RawServer::Connection& connection) {
    connection.request();
    if (connection.number() == 0) {
      connection.send(ok("here"));
      connection.request();
    }
    connection.reset();
  });
  aio::ManualClock clock;
  Fetching fetching(support::open_options(), clock);
  CHECK(fetching.get(server.url()).repeats == 0);
  clock.advance(fetch::KeptConnections::kRest);
  int repeats = 0;
  try {
    fetching.get(server.url());
  } catch (const fetch::Error& error) {
    CHECK(error.kind() == fetch::ErrorKind::reset);
    repeats = error.repeats;
  }
  CHECK(repeats == 1);
  CHECK(server.requests().size() == 3);
}

TEST_CASE("a server that breaks off its answer is not asked again on any connection") {
  RawServer breaking([](RawServer::Connection& connection) {
    connection.request();
    connection.send(ok("here"));
    connection.request();
    connection.send(kOk + "Content-Length: 10\r\n\r\nhello");
    connection.reset();
  });
  aio::ManualClock clock;
  Fetching fetching(support::open_options(), clock);
  CHECK(fetching.outcome(breaking.url()) == "200 here");
  clock.advance(fetch::KeptConnections::kRest);
  CHECK(fetching.outcome(breaking.url()) == "200 but reset");
  CHECK(breaking.requests().size() == 2);

  RawServer resetting([](RawServer::Connection& connection) {
    connection.request();
    connection.reset();
  });
  CHECK(fetching.outcome(resetting.url()) == "reset");
  CHECK(resetting.requests().size() == 1);
}

TEST_CASE("the given proxy is asked for every name, whatever the environment says") {
  RawServer proxy(always(ok("through the proxy")));
  const Environment environment({{"no_proxy", "*"}, {"NO_PROXY", "*"}});
  fetch::ClientOptions options = strict_options();
  options.network.proxy = "http://us:er@127.0.0.1:" + std::to_string(proxy.port());
  Fetching fetching(options);
  CHECK(fetching.outcome("http://nowhere.test/a?b") == "200 through the proxy");
  const std::string head = proxy.requests()[0].head;
  CHECK(head.starts_with("GET http://nowhere.test/a?b HTTP/1.1\r\n"));
  CHECK(head.find("\r\nProxy-Authorization: Basic dXM6ZXI=\r\n") != std::string::npos);
}

TEST_CASE("a proxy does not bypass the address guard") {
  RawServer proxy(always(ok("secret")));
  fetch::ClientOptions options = strict_options();
  options.network.proxy = proxy.url();
  Fetching fetching(options);
  for (const char* url : {"http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://10.0.0.1/"}) {
    CHECK(fetching.outcome(url) == "address_forbidden");
  }
  CHECK(proxy.connections() == 0);
}

TEST_CASE("a proxy that refuses or cannot be reached is a proxy error") {
  RawServer refusing(always("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
  fetch::ClientOptions options = open_options();
  options.network.proxy = refusing.url();
  CHECK(Fetching(options).outcome("https://nowhere.test/") == "proxy");
  options.network.proxy = at_port("http://127.0.0.1", free_port());
  CHECK(Fetching(options).outcome("http://nowhere.test/") == "proxy");
}

TEST_CASE("a slow answer through a proxy is not a connect timeout") {
  RawServer proxy([](RawServer::Connection& connection) {
    connection.request();
    connection.hang();
  });
  fetch::ClientOptions options = open_options();
  options.network.proxy = proxy.url();
  aio::ManualClock clock;
  Fetching fetching(options, clock);
  Outcome outcome;
  fetching.start(request("http://nowhere.test/"), outcome);
  fetching.run_until([&] { return proxy.requests().size() == 1; });
  for (const auto step : {10s, 4s, 15s}) {
    CHECK(outcome.text == "pending");
    clock.advance(step);
    fetching.loop.run_until_idle();
  }
  CHECK(outcome.text == "timeout idle");
}

TEST_CASE("a request has the method and the body that it is given, also over a kept connection") {
  TestSite site;
  site.page("/find", plain("by GET"));
  site.page("POST /find", plain("by POST"));
  site.page("DELETE /find", plain("gone"));
  Fetching fetching;
  const auto ask = [&](const std::string& method, std::string body) {
    fetch::Request asked = request(site.origin() + "/find");
    asked.method = method;
    asked.body = std::move(body);
    return fetching.outcome(std::move(asked));
  };
  const std::string large(2'000'000, 'x');
  CHECK(ask("POST", R"({"q":"lamp"})") == "200 by POST");
  CHECK(ask("GET", "") == "200 by GET");
  CHECK(ask("POST", "") == "200 by POST");
  CHECK(ask("POST", large) == "200 by POST");
  CHECK(ask("DELETE", "") == "200 gone");
  const auto arrivals = site.arrivals();
  REQUIRE(arrivals.size() == 5);
  CHECK(arrivals[0].body == R"({"q":"lamp"})");
  CHECK(arrivals[0].head.find("\r\nContent-Type: application/json") != std::string::npos);
  CHECK(arrivals[1].body == "");
  CHECK(arrivals[3].body == large);
  CHECK(arrivals[3].head.find("Expect") == std::string::npos);
  CHECK(arrivals[4].head.starts_with("DELETE /find HTTP/1.1\r\n"));
}
