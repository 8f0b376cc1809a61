// Proxies on the wire: what they are asked, what the server behind them sees, and what neither may see.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fetch/client.hpp"
#include "tests/support/dns_server.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/fetching.hpp"
#include "tests/support/proxies.hpp"
#include "tests/support/tls_server.hpp"

using namespace std::chrono_literals;
using namespace trawl;

namespace {

using namespace trawl::support;

constexpr auto kCredentials = "Proxy-Authorization: Basic dXM6ZXI=";  // us:er

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Fetches through the proxy, with no private address allowed.
fetch::ClientOptions through(const std::string& scheme, int port, const std::string& user = "") {
  fetch::ClientOptions options;
  options.network.user_agent = "trawl-test";
  options.network.proxy = fmt::format("{}://{}127.0.0.1:{}", scheme, user, port);
  return options;
}

}  // namespace

TEST_CASE("an https URL goes through an http proxy by CONNECT, whose credentials the server does not see") {
  const TlsServer server;
  RawServer proxy(connect_proxy(server.port()));
  const Environment trusted({{"CURL_CA_BUNDLE", server.certificate().string()}});
  fetch::ClientOptions options = through("http", proxy.port(), "us:er@");
  Fetching fetching(options);
  fetch::Request wanted = request("https://nowhere.test/headers");
  CHECK(fetching.outcome(wanted) == "tls");  // the certificate is for another name
  options.network.verify_tls = false;
  wanted.headers.emplace_back("X-Own", "1");
  wanted.user = "me:pw";
  const std::string headers = Fetching(options).outcome(wanted);
  CHECK(headers.starts_with("200 "));
  CHECK(holds(headers, "Authorization\n"));
  CHECK(holds(headers, "X-Own\n"));
  CHECK_FALSE(holds(headers, "Proxy"));
  for (const auto& asked : proxy.requests()) {
    CHECK(asked.head.starts_with("CONNECT nowhere.test:443 HTTP/1.1\r\n"));
    CHECK(holds(asked.head, kCredentials));
    CHECK_FALSE(holds(asked.head, "X-Own"));
    CHECK_FALSE(holds(asked.head, "\r\nAuthorization"));
    CHECK_FALSE(holds(asked.head, "/headers"));
  }
}

TEST_CASE("an https proxy is reached over TLS, and its certificate is checked like a server's") {
  const TlsServer proxy;
  fetch::ClientOptions options = through("https", proxy.port());
  CHECK(Fetching(options).outcome("http://nowhere.test/") == "tls");
  const Environment trusted({{"CURL_CA_BUNDLE", proxy.certificate().string()}});
  const Outcome trusting = Fetching(options).end_of(request("http://nowhere.test/"));
  CHECK_MESSAGE(trusting.text == "200 secret", trusting.detail);
}

TEST_CASE("--insecure accepts the certificate of a proxy, too") {
  const TlsServer proxy;
  fetch::ClientOptions options = through("https", proxy.port());
  options.network.verify_tls = false;
  CHECK(Fetching(options).outcome("http://nowhere.test/") == "200 secret");
}

TEST_CASE("a socks5h proxy gets the name, and only the proxy sees its credentials") {
  RawServer server(always(ok("here")));
  RawServer proxy(socks5_proxy(server.port()));
  Fetching fetching(through("socks5h", proxy.port(), "us:er@"));
  CHECK(fetching.outcome("http://nowhere.test/a") == "200 here");
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests()[0].head == "name nowhere.test:80 as us:er");
  CHECK(server.requests()[0].head.starts_with("GET /a HTTP/1.1\r\nHost: nowhere.test\r\n"));
  CHECK_FALSE(holds(server.requests()[0].head, "uthorization"));
}

TEST_CASE("https goes through a socks proxy as well") {
  const TlsServer server;
  RawServer proxy(socks5_proxy(server.port()));
  fetch::ClientOptions options = through("socks5h", proxy.port());
  options.network.verify_tls = false;
  CHECK(Fetching(options).outcome("https://nowhere.test/") == "200 secret");
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests()[0].head == "name nowhere.test:443");
}

TEST_CASE("a socks5 proxy gets the address, which we look up and check") {
  DnsServer names;
  names.add("public.test", {{"93.184.216.34"}, {}});
  names.add("private.test", {{"10.1.2.3"}, {}});
  RawServer server(always(ok("here")));
  RawServer proxy(socks5_proxy(server.port()));
  fetch::ClientOptions options = through("socks5", proxy.port());
  options.resolver.dns.servers = names.address();
  Fetching fetching(options);
  CHECK(fetching.outcome("http://public.test/") == "200 here");
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests()[0].head == "address 93.184.216.34:80");
  CHECK(fetching.outcome("http://private.test/") == "address_forbidden");
  CHECK(fetching.outcome("http://nowhere.test/") == "dns");
  CHECK(proxy.requests().size() == 1);
}

TEST_CASE("the error of a failed proxy does not contain its credentials") {
  RawServer refusing([](RawServer::Connection& connection) {
    // A CONNECT is read to its end; to TLS and SOCKS the answer is nonsense.
    if (connection.read(1) == "C") connection.request();
    connection.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    connection.hang();
  });
  RawServer closing([](RawServer::Connection& connection) { connection.read(1); });
  RawServer silent([](RawServer::Connection& connection) { connection.hang(); });
  for (const char* scheme : {"http", "https", "socks4", "socks5", "socks5h"}) {
    for (const RawServer* proxy : {&refusing, &closing, &silent}) {
      CAPTURE(scheme);
      fetch::Request wanted = request("https://192.0.32.8/");
      if (proxy == &silent) wanted.limits.connect = 50ms;
      const Outcome outcome = Fetching(through(scheme, proxy->port(), "us:sesame@")).end_of(wanted);
      CHECK_FALSE(outcome.text.starts_with("200"));
      CHECK_FALSE(outcome.detail.empty());
      CHECK_FALSE(holds(outcome.detail, "sesame"));
    }
  }
}
