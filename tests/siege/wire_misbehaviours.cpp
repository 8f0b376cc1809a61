// Connections, framing, headers, encodings.
#include <array>

#include "tests/siege/misbehaviour.hpp"
#include "tests/support/compression.hpp"

namespace trawl::siege {
namespace {

using support::RawServer;

constexpr std::size_t kMiB = 1 << 20;

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

/// RFC 7932: 16 MiB of zeros, flushed, and then 26 bytes for each further 16 MiB.
std::string brotli_bomb(std::size_t times) {
  return from_hex("cbffff3f002400e2b14072effff8ffff078004401c1680eefd9f01") +
         repeated(from_hex("fcffff034002200e0b40f7fe8fffff7f004800c46101e8deff19"), times);
}

std::string encoded(std::string_view coding, std::string_view body) {
  return page(body, "Content-Encoding: " + std::string(coding) + "\r\n");
}

std::string chunked_head(std::string_view header_lines = "") {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n" +
         std::string(header_lines) + "\r\n";
}

void add_slow_ones(std::vector<Misbehaviour>& all) {
  all.emplace_back("body that drips", std::vector<std::string>{"timeout"}, dripping(open_head(), "<p>drop "));
  all.emplace_back("head that drips", std::vector<std::string>{"timeout"},
                   dripping("", "HTTP/1.1 200 OK\r\nServer: " + repeated("slow", 10'000)));
  all.emplace_back("no answer", std::vector<std::string>{"timeout"}, stalling(""));
  all.emplace_back("half a head", std::vector<std::string>{"timeout"},
                   stalling("HTTP/1.1 200 OK\r\nContent-Ty"));
  all.emplace_back("half a body", std::vector<std::string>{"timeout"},
                   stalling("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<p>half"));
  all.emplace_back("1xx without end", std::vector<std::string>{"too_large"},
                   endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"));
  all.emplace_back("100 without end", std::vector<std::string>{"too_large"},
                   endless("", "HTTP/1.1 100 Continue\r\n\r\n"));
}

void add_endless_ones(std::vector<Misbehaviour>& all) {
  all.emplace_back("endless body", std::vector<std::string>{"cut"},
                   endless(open_head(), repeated("<p>more and more words ", 3'000)));
  all.emplace_back("endless chunks", std::vector<std::string>{"cut"},
                   endless(chunked_head(), repeated("8\r\n<p>words\r\n", 3'000)));
  all.emplace_back("endless chunk extension", std::vector<std::string>{"too_large|protocol|timeout"},
                   endless(chunked_head() + "5;", repeated("a=bcdefgh;", 6'000)));
  all.emplace_back("endless trailers", std::vector<std::string>{"too_large"},
                   endless(chunked_head() + "3\r\n<p>\r\n0\r\n", repeated("X-Trailer: more\r\n", 3'000)));
  all.emplace_back("endless headers", std::vector<std::string>{"too_large"},
                   endless("HTTP/1.1 200 OK\r\n", repeated("X-Header: more\r\n", 3'000)));
  all.emplace_back("endless header line", std::vector<std::string>{"too_large"},
                   endless("HTTP/1.1 200 OK\r\nX-Header: ", repeated("more", 10'000)));
  all.emplace_back("endless status line", std::vector<std::string>{"too_large|protocol"},
                   endless("HTTP/1.1 200 ", repeated("more", 10'000)));
  all.emplace_back("endless lines that are no headers", std::vector<std::string>{"too_large|protocol"},
                   endless("HTTP/1.1 200 OK\r\n", repeated("this is no header\r\n", 3'000)));
  all.emplace_back("20,000 headers", std::vector<std::string>{"too_large"},
                   fixed(page("<p>", repeated("X-Header: a value of thirty bytes\r\n", 20'000))));
  all.emplace_back(
      "2,000 cookies", std::vector<std::string>{"200"},
      [](Connection& connection, const std::string& target) {
        std::string cookies;
        for (int i = 0; i < 2'000; ++i)
          cookies += "Set-Cookie: c" + std::to_string(i) + target.substr(1) + "=" + std::string(60, 'v') +
                     "; Path=/\r\n";
        return connection.send(page("<a href=/a>a</a><a href=/b>b</a><a href=/c>c</a>", cookies));
      });
}

void add_bombs(std::vector<Misbehaviour>& all) {
  const std::string zeros(64 * kMiB, '\0');
  const std::string gzip = support::gzip(zeros), zstd = support::zstd(zeros);
  all.emplace_back("gzip bomb", std::vector<std::string>{"cut"}, fixed(encoded("gzip", repeated(gzip, 20))));
  all.emplace_back("deflate bomb", std::vector<std::string>{"cut"},
                   fixed(encoded("deflate", support::zlib(zeros))));
  all.emplace_back("brotli bomb of 10 GiB", std::vector<std::string>{"cut"},
                   fixed(encoded("br", brotli_bomb(640))));
  all.emplace_back("zstd bomb", std::vector<std::string>{"cut"}, fixed(encoded("zstd", repeated(zstd, 20))));
  all.emplace_back("nested bomb", std::vector<std::string>{"cut"},
                   fixed(encoded("gzip, gzip, gzip", support::gzip(support::gzip(repeated(gzip, 100))))));
  all.emplace_back("ten codings", std::vector<std::string>{"encoding|200"},
                   fixed(encoded(repeated("gzip, ", 9) + "gzip", support::gzip("x"))));
  all.emplace_back("gzip that is none", std::vector<std::string>{"encoding"},
                   fixed(encoded("gzip", "<p>plain text")));
  all.emplace_back("gzip cut short", std::vector<std::string>{"truncated"},
                   fixed(encoded("gzip", support::gzip(repeated("<p>words", 1'000)).substr(0, 40))));
}

void add_lies(std::vector<Misbehaviour>& all) {
  const auto with_length = [](std::string_view lengths, std::string_view body) {
    return fixed_and_closed("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + std::string(lengths) + "\r\n" +
                            std::string(body));
  };
  all.emplace_back("length too long", std::vector<std::string>{"truncated"},
                   with_length("Content-Length: 9000\r\n", "<p>short"));
  all.emplace_back("length too short", std::vector<std::string>{"200"},
                   with_length("Content-Length: 3\r\n", "<p>and more"));
  all.emplace_back("two lengths", std::vector<std::string>{"protocol"},
                   with_length("Content-Length: 3\r\nContent-Length: 8\r\n", "<p>words"));
  all.emplace_back("length below zero", std::vector<std::string>{"protocol"},
                   with_length("Content-Length: -5\r\n", "<p>words"));
  all.emplace_back("length of 30 digits", std::vector<std::string>{"protocol|too_large"},
                   with_length("Content-Length: 999999999999999999999999999999\r\n", "<p>words"));
  all.emplace_back("length of a terabyte", std::vector<std::string>{"truncated|too_large"},
                   with_length("Content-Length: 1099511627776\r\n", "<p>words"));
  all.emplace_back("bad chunk", std::vector<std::string>{"protocol|truncated"},
                   fixed_and_closed(chunked_head() + "zz\r\n<p>\r\n0\r\n\r\n"));
  all.emplace_back("chunk of 2^64 bytes", std::vector<std::string>{"protocol|truncated"},
                   fixed_and_closed(chunked_head() + "ffffffffffffffffff\r\n<p>\r\n0\r\n\r\n"));
  all.emplace_back("chunks cut short", std::vector<std::string>{"truncated"},
                   fixed_and_closed(chunked_head() + "5\r\n<p>wo\r\n"));
  all.emplace_back("no HTTP", std::vector<std::string>{"protocol"},
                   fixed_and_closed(repeated("\x01\x02\xff", 2'000)));
  all.emplace_back("SSH", std::vector<std::string>{"protocol"}, fixed_and_closed("SSH-2.0-OpenSSH_9.2\r\n"));
  all.emplace_back("status 999", std::vector<std::string>{"999"},
                   fixed("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n"));
  all.emplace_back("header without colon", std::vector<std::string>{"200"},
                   with_length("this is no header\r\nContent-Length: 8\r\n", "<p>words"));
  all.emplace_back("first header continues none", std::vector<std::string>{"200"},
                   with_length(" folded\r\nContent-Length: 8\r\n", "<p>words"));
  all.emplace_back("status line in lower case", std::vector<std::string>{"404"},
                   fixed_and_closed("http/1.1 404 not found\r\nContent-Length: 2\r\n\r\nno"));
  all.emplace_back("refusal with a body that is no gzip", std::vector<std::string>{"404"},
                   fixed("HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"));
  all.emplace_back("gzip bomb behind a refusal", std::vector<std::string>{"404"},
                   fixed("HTTP/1.1 404 No\r\nContent-Encoding: gzip\r\n\r\n" +
                         repeated(support::gzip(std::string(16 * kMiB, '\0')), 80)));
  all.emplace_back("NUL in a header", std::vector<std::string>{"protocol|200"},
                   fixed(page("<p>", std::string("X-Nul: a\0b\r\n", 12))));
}

void add_resets(std::vector<Misbehaviour>& all) {
  all.emplace_back("reset at once", std::vector<std::string>{"robots unreachable"}, Answer())
      .from_the_start([](Connection& connection) { connection.reset(); });
  all.emplace_back("reset after the request", std::vector<std::string>{"reset"}, resetting(""));
  all.emplace_back("reset in the head", std::vector<std::string>{"reset"},
                   resetting("HTTP/1.1 200 OK\r\nConte"));
  all.emplace_back("reset in the body", std::vector<std::string>{"reset"},
                   resetting("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<p>"));
  all.emplace_back("reset in the chunks", std::vector<std::string>{"reset"},
                   resetting(chunked_head() + "5\r\n<p>wo\r\n"));
  all.emplace_back("closed at once", std::vector<std::string>{"robots unreachable"}, Answer())
      .from_the_start([](Connection&) {});
}

void add_tls(std::vector<Misbehaviour>& all) {
  all.emplace_back("garbage for TLS", std::vector<std::string>{"robots unreachable"}, Answer())
      .over_tls()
      .from_the_start([](Connection& connection) {
        connection.read(100);
        connection.send(repeated("\x16\x03\x03\x40\x00garbage", 1'000));
      });
  all.emplace_back("HTTP for TLS", std::vector<std::string>{"robots unreachable"}, Answer())
      .over_tls()
      .from_the_start([](Connection& connection) {
        connection.read(100);
        connection.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      });
  all.emplace_back("TLS that stalls", std::vector<std::string>{"robots unreachable"}, Answer())
      .over_tls()
      .from_the_start([](Connection& connection) { connection.hang(); });
}

}  // namespace

std::vector<Misbehaviour> wire_misbehaviours() {
  std::vector<Misbehaviour> all;
  add_slow_ones(all);
  add_endless_ones(all);
  add_bombs(all);
  add_lies(all);
  add_resets(all);
  add_tls(all);
  return all;
}

}  // namespace trawl::siege
