#include "fetch/curl_handle.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fetch/curl_multi.hpp"
#include "tests/support/compression.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/fetching.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/support/tls_server.hpp"

using namespace trawl;

namespace {

using namespace trawl::support;

const std::string kOk = "HTTP/1.1 200 OK\r\n";

/// A client without its own checks: what is refused is refused by curl's callbacks.
struct Judged {
  Judged() {
    policy.refuses = [this](const fetch::Request&, std::string_view ip) {
      judged += (judged.empty() ? "" : " ") + std::string(ip);
      return is_refused ? std::optional<std::string>("refused") : std::nullopt;
    };
  }
  static aio::Coroutine<std::string> ask(Judged* self, fetch::Request to, std::string address,
                                         fetch::Sending sending) {
    const std::vector<std::string> addresses{address};
    fetch::CurlHandle handle(to, self->policy, self->connections, addresses, sending);
    const fetch::Limits limits;
    const int code = co_await self->multi.perform(handle, limits, self->loop.time());
    handle.leave_connection(code);
    std::string end;
    try {
      end = std::to_string(handle.finish(code).status);
    } catch (const fetch::Error& error) {
      end = name_of(error.kind());
    }
    co_return end;
  }
  /// How the request ended, and the addresses judged for it.
  std::string outcome(const std::string& url, const std::string& address = "127.0.0.1",
                      fetch::Sending sending = fetch::Sending::kept) {
    judged.clear();
    const std::string end = loop.run_until_complete(ask(this, request(url), address, sending));
    return end + ": " + judged;
  }

  aio::EventLoop loop;
  fetch::KeptConnections connections{loop, true};
  fetch::CurlMulti multi{loop, 8};
  fetch::ConnectionPolicy policy;
  bool is_refused = false;
  std::string judged;
};

}  // namespace

TEST_CASE("an address is judged before a connection to it is opened") {
  RawServer server(always(ok("")));
  Judged client;
  client.is_refused = true;
  CHECK(client.outcome(server.url()) == "address_forbidden: 127.0.0.1");
  CHECK(server.connections() == 0);
}

TEST_CASE("the address is judged as well when the answer is to be read raw") {
  RawServer server(once(ok("")));
  Judged client;
  CHECK(client.outcome(server.url(), "127.0.0.1", fetch::Sending::raw) == "200: 127.0.0.1 127.0.0.1");
  client.is_refused = true;
  CHECK(client.outcome(server.url(), "127.0.0.1", fetch::Sending::raw) == "address_forbidden: 127.0.0.1");
  CHECK(server.connections() == 1);
}

TEST_CASE("the address of a kept connection is judged again before the next request") {
  RawServer server(always(ok("")));
  Judged client;
  CHECK(client.outcome(server.url()) == "200: 127.0.0.1 127.0.0.1");
  CHECK(client.outcome(server.url()) == "200: 127.0.0.1");
  client.is_refused = true;
  CHECK(client.outcome(server.url()) == "address_forbidden: 127.0.0.1");
  CHECK(server.connections() == 1);
  CHECK(server.requests().size() == 2);
}

TEST_CASE("the address that is judged is the one given for this request, whatever libcurl still remembers") {
  RawServer server(always(ok("", "Connection: close\r\n")));
  Judged client;
  const std::string url = "http://name.test:" + std::to_string(server.port()) + "/";
  CHECK(client.outcome(url) == "200: 127.0.0.1 127.0.0.1");
  CHECK(client.outcome(url, "127.0.0.9") == "connect: 127.0.0.9");
}

TEST_CASE("a request contains path and query as they are, and no fragment") {
  RawServer server(always(ok("")));
  Fetching fetching;
  for (const std::string path : {"/a//b/%2E%2e%2Fc//?x=|[]{}^`&y=?/../", "//", "/?", "/%2e%2e?q"}) {
    const fetch::Url url = request(server.url(path + "#part")).url;
    fetching.get(fetch::Request(url));
    CHECK(line_of(server.requests().back(), "GET ") ==
          "GET " + url.without_fragment().href().substr(url.origin().size()) + " HTTP/1.1");
  }
  CHECK(line_of(server.requests().front(), "GET ") == "GET /a//b/%2E%2e%2Fc//?x=|[]{}^`&y=?/../ HTTP/1.1");
}

TEST_CASE("a request says who asks and what it accepts") {
  RawServer server(always(ok("")));
  fetch::Request to = request(server.url());
  to.headers = {{"X-Own", "1"}};
  Fetching().get(to);
  const auto head = server.requests().front();
  CHECK(line_of(head, "Host") == "Host: 127.0.0.1:" + std::to_string(server.port()));
  CHECK(line_of(head, "User-Agent") == "User-Agent: trawl-test");
  CHECK(line_of(head, "Accept-Encoding") == "Accept-Encoding: gzip, deflate, br, zstd");
  CHECK(line_of(head, "X-Own") == "X-Own: 1");
}

TEST_CASE("credentials in the URL are sent as Basic authentication, with that request only") {
  RawServer server(always(ok("")));
  fetch::ClientOptions options = support::open_options();
  options.may_doubt = true;
  aio::ManualClock clock;
  Fetching fetching(options, clock);
  const std::string place = "127.0.0.1:" + std::to_string(server.port()) + "/";
  fetching.get("http://us%40er:p%3Aw@" + place);
  clock.advance(fetch::KeptConnections::kRest);  // so that the connection is used again
  fetching.get("http://" + place);
  fetch::Request own = request("http://user:word@" + place);
  own.headers = {{"Authorization", "Bearer x"}};
  fetching.get(own);
  const auto heads = server.requests();
  CHECK(line_of(heads[0], "Authorization") == "Authorization: Basic dXNAZXI6cDp3");  // us@er:p:w
  CHECK(line_of(heads[0], "Host") == "Host: 127.0.0.1:" + std::to_string(server.port()));
  CHECK(line_of(heads[1], "Authorization") == "");
  CHECK(line_of(heads[2], "Authorization") == "Authorization: Bearer x");
  CHECK(server.connections() == 1);
}

TEST_CASE("proxies in the environment and .netrc files are ignored") {
  RawServer server(always(ok("here")));
  const auto home = std::filesystem::temp_directory_path() / ("trawl-home-" + std::to_string(server.port()));
  std::filesystem::create_directory(home);
  std::ofstream(home / ".netrc") << "machine 127.0.0.1 login somebody password secret\n";
  const std::string nowhere = "http://127.0.0.1:1";
  {
    const Environment environment(
        {{"http_proxy", nowhere}, {"all_proxy", nowhere}, {"ALL_PROXY", nowhere}, {"HOME", home.string()}});
    Fetching fetching;
    CHECK(fetching.outcome(server.url()) == "200 here");
    CHECK(fetching.outcome(server.url()) == "200 here");
  }
  for (const auto& head : server.requests()) CHECK(line_of(head, "Authorization") == "");
  std::filesystem::remove_all(home);
}

TEST_CASE("a redirect is a response like any other") {
  RawServer server(always("HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"));
  const fetch::Response response = Fetching().get(server.url());
  CHECK(response.status == 301);
  CHECK(response.header("location") == "/there");
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a response has its HTTP version, address and times") {
  RawServer server(once("HTTP/1.0 200 OK\r\n\r\nuntil the end"));
  const fetch::Response response = Fetching().get(server.url());
  CHECK(response.body == "until the end");
  CHECK(response.http_version == "1.0");
  CHECK(response.ip == "127.0.0.1");
  CHECK(response.timing.resolve >= 0);
  CHECK(response.timing.connect > 0);
  CHECK(response.timing.tls == 0);
  CHECK(response.timing.first_byte >= response.timing.connect);
  CHECK(response.timing.total >= response.timing.first_byte);
  CHECK(response.timing.total < 5);
}

TEST_CASE("bodies arrive decoded, whatever their coding is") {
  const std::vector<std::pair<std::string, std::string>> codings = {{"gzip", gzip("hello")},
                                                                    {"deflate", zlib("hello")},
                                                                    {"br", "\x0b\x02\x80hello\x03"},
                                                                    {"zstd", zstd("hello")},
                                                                    {"deflate, gzip", gzip(zlib("hello"))}};
  for (const auto& sample : codings) {
    CAPTURE(sample.first);
    CHECK(end_of(ok(sample.second, "Content-Encoding: " + sample.first + "\r\n")) == "200 hello");
  }
}

TEST_CASE("a complete answer is a response") {
  CHECK(end_of(kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nHTTP/1.1 500: x\r\n\r\n") ==
        "200 hello");
  CHECK(end_of("HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Go on\r\n\r\n" + ok("hello")) ==
        "200 hello");
  CHECK(end_of("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n") == "304");
  CHECK(end_of("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi") == "200 hi");
}

TEST_CASE("an answer that ends too early is truncated") {
  CHECK(end_of(kOk + "Content-Length: 10\r\n\r\nhello") == "200 but truncated");
  CHECK(end_of(kOk + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n") == "200 but truncated");
  CHECK(end_of(kOk + "A: b\r\n") == "truncated");
  CHECK(end_of(ok(gzip("hello").substr(0, 14), "Content-Encoding: gzip\r\n")) == "200 but truncated");
}

TEST_CASE("the head of an answer stands, whatever is wrong with its body") {
  const std::string moved = "HTTP/1.1 301 Moved\r\nLocation: /there\r\n";
  const std::pair<std::string, std::string> rows[] = {
      {moved + "Content-Length: 500\r\n\r\nmoved", "truncated"},
      {moved + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nmoved", "encoding"},
      {moved + "Content-Encoding: gzip\r\n\r\n" + gzip("moved").substr(0, 12), "truncated"},
      {moved + "Transfer-Encoding: chunked\r\n\r\nzz\r\nmoved\r\n", "protocol"},
      {moved + "Transfer-Encoding: chunked\r\n\r\n5\r\nmo", "truncated"},
      {moved + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nmoved", "protocol"},
      {moved + "Transfer-Encoding: compress, chunked\r\n\r\n0\r\n\r\n", "protocol"},
  };
  for (const auto& [answer, fault] : rows) {
    const auto& which = answer;
    CAPTURE(which);
    RawServer server(once(answer));
    const fetch::Response response = Fetching().get(server.url());
    CHECK(response.status == 301);
    CHECK(response.header("location") == "/there");
    REQUIRE(response.fault);
    CHECK(name_of(response.fault->kind()) == fault);
  }
}

TEST_CASE("a redirect whose body is over the limit or does not end in time is a response") {
  fetch::Request to = request("http://unused.test/");
  to.limits.body_bytes = 1'000;
  to.limits.idle = std::chrono::milliseconds(50);
  for (const std::size_t size : {100'000U, 100U}) {
    RawServer server([size](RawServer::Connection& connection) {
      connection.request();
      connection.send(
          "HTTP/1.1 302 Found\r\nLocation: /there\r\nSet-Cookie: a=b\r\nContent-Length: 1000000\r\n\r\n" +
          std::string(size, 'x'));
      connection.hang();
    });
    Fetching fetching;
    to.url = request(server.url()).url;
    const fetch::Response response = fetching.get(to);
    CHECK(response.status == 302);
    CHECK(response.header("location") == "/there");
    CHECK(response.body.size() == std::min<std::size_t>(size, 1'000));
    CHECK(response.fault->kind() == (size > 1'000 ? fetch::ErrorKind::too_large : fetch::ErrorKind::timeout));
    CHECK(response.fault->phase() == (size > 1'000 ? "" : "idle"));
    CHECK(fetching.client->cookies().header_for(to.url, 0) == "a=b");
  }
}

TEST_CASE("the status is that of the status line, in any case, and a header is no status line") {
  CHECK(end_of("http/1.1 404 not found\r\nContent-Length: 2\r\n\r\nno") == "404 no");
  CHECK(end_of("Http/1.0 301 Moved\r\nLocation: /a\r\n\r\n") == "301");
  CHECK(end_of(kOk + "X-First: 1\r\nHTTP/1.1 404: odd\r\nContent-Length: 2\r\n\r\nhi") == "200 hi");
  CHECK(end_of("http/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi") == "protocol");
}

TEST_CASE("codings of the transfer are undone") {
  const auto chunk = [](const std::string& bytes) {
    std::ostringstream text;
    text << std::hex << bytes.size() << "\r\n" << bytes << "\r\n0\r\n\r\n";
    return text.str();
  };
  CHECK(end_of(kOk + "Transfer-Encoding: gzip, chunked\r\n\r\n" + chunk(gzip("hello"))) == "200 hello");
  CHECK(end_of(kOk + "Transfer-Encoding: gzip\r\n\r\n" + gzip("hello")) == "200 hello");
  CHECK(end_of(kOk + "Content-Encoding: gzip\r\nTransfer-Encoding: deflate, chunked\r\n\r\n" +
               chunk(zlib(gzip("hello")))) == "200 hello");
}

TEST_CASE("an answer that is not HTTP or contradicts itself is a protocol error") {
  for (const std::string& answer :
       {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("HTTP/1.1 abc\r\n\r\n"),
        kOk + "Content-Length: 10\r\nContent-Length: 5\r\n\r\nhello",
        kOk + "Content-Length: 99999999999999999999\r\n\r\nhello", kOk + "Content-Length: -5\r\n\r\nhello",
        kOk + "Content-Length: five\r\n\r\nhello", kOk + std::string("A: \0\r\n\r\n", 9),
        kOk + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n",
        kOk + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nhello"}) {
    CAPTURE(answer);
    const std::string end = end_of(answer);
    CHECK(end.substr(end.rfind(' ') + 1) == "protocol");
  }
}

TEST_CASE("contradictory lengths are noticed before the first byte of the body") {
  RawServer server([](RawServer::Connection& connection) {
    connection.request();
    connection.send(kOk + "Content-Length: 5\r\nContent-Length: 10\r\n\r\n");
    connection.hang();
  });
  CHECK(Fetching().outcome(server.url()) == "200 but protocol");
}

TEST_CASE("a body that is not what it claims to be is an encoding error") {
  CHECK(end_of(ok("<!doctype html>", "Content-Encoding: gzip\r\n")) == "200 but encoding");
}

TEST_CASE("a connection that breaks is reset") {
  CHECK(end_of("") == "reset");
  for (const std::string begun : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel"}) {
    RawServer server([begun](RawServer::Connection& connection) {
      connection.request();
      connection.send(begun);
      connection.reset();
    });
    CHECK(Fetching().outcome(server.url()) == (begun.empty() ? "reset" : "200 but reset"));
  }
}

TEST_CASE("a header that cannot be sent ends the fetch before it begins") {
  RawServer server(always(ok("")));
  fetch::Request to = request(server.url());
  to.headers = {{"X", "a\r\nY: b"}};
  CHECK(Fetching().outcome(to) == "internal");
  CHECK(server.connections() == 0);
}

TEST_CASE("an untrusted certificate is refused, unless certificates are not checked") {
  const TlsServer server;
  const std::string url = "https://127.0.0.1:" + std::to_string(server.port()) + "/";
  CHECK(Fetching().outcome(url) == "tls");
  fetch::ClientOptions careless = open_options();
  careless.network.verify_tls = false;
  CHECK(Fetching(careless).outcome(url) == "200 secret");
}

TEST_CASE("a refused certificate is named with what is wrong, and with the flag that accepts it") {
  const TlsServer server;
  const std::string port = std::to_string(server.port());
  fetch::ClientOptions options = open_options();
  options.resolver.overrides.push_back("other.test:" + port + ":127.0.0.1");
  const auto message = [&](const std::string& url) { return Fetching(options).end_of(request(url)).detail; };
  const auto holds = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  const std::string self_signed = message("https://127.0.0.1:" + port + "/");
  CAPTURE(self_signed);
  CHECK(holds(self_signed, "self-signed certificate"));
  CHECK(holds(self_signed, "-k (--insecure)"));
  const Environment trusted({{"CURL_CA_BUNDLE", server.certificate().string()}});
  const std::string other = message("https://other.test:" + port + "/");
  CAPTURE(other);
  CHECK(holds(other, "other.test"));
  CHECK(holds(other, "-k (--insecure)"));
  RawServer plain([](RawServer::Connection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.hang();
  });
  const std::string no_tls = message("https" + plain.url().substr(4));
  CAPTURE(no_tls);
  CHECK(holds(no_tls, "try http://"));
  CHECK_FALSE(holds(no_tls, "-k"));
}

TEST_CASE("the environment may name the trusted certificates, and a certificate must be for its host") {
  const TlsServer server;
  const std::string port = std::to_string(server.port());
  fetch::ClientOptions options = open_options();
  options.resolver.overrides.push_back("other.test:" + port + ":127.0.0.1");
  for (const char* variable : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    const Environment nothing({{"CURL_CA_BUNDLE", ""}, {"SSL_CERT_FILE", ""}});
    const Environment environment({{variable, server.certificate().string()}});
    Fetching fetching(options);
    const fetch::Response response = fetching.get("https://localhost:" + port + "/");
    CHECK(response.body == "secret");
    CHECK(response.timing.tls > 0);
    CHECK(fetching.outcome("https://other.test:" + port + "/") == "tls");
  }
}

TEST_CASE("the file of trusted certificates is read once for all connections") {
  const TlsServer server;
  const Environment environment({{"CURL_CA_BUNDLE", server.certificate().string()}});
  Fetching fetching;
  fetch::Request to = request("https://127.0.0.1:" + std::to_string(server.port()) + "/");
  to.headers = {{"Connection", "close"}};
  CHECK(fetching.outcome(to) == "200 secret");
  std::filesystem::resize_file(server.certificate(), 0);
  CHECK(fetching.outcome(to) == "200 secret");
}

TEST_CASE("a server that does not speak TLS is a tls error") {
  RawServer server([](RawServer::Connection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    connection.hang();
  });
  CHECK(Fetching().outcome("https://127.0.0.1:" + std::to_string(server.port())) == "tls");
}
