#include "fetch/stray_bytes.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace trawl;
using fetch::Leftover;

namespace {

/// Two sockets that are connected: what one sends waits at the other.
struct Pair {
  Pair() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0); }
  ~Pair() {
    ::close(ends[0]);
    if (ends[1] >= 0) ::close(ends[1]);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void send(std::string_view bytes) const {
    REQUIRE(::send(ends[1], bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  }
  void hang_up() { ::close(std::exchange(ends[1], -1)); }
  Leftover look(bool is_tls) const { return fetch::leftover_on(ends[0], is_tls); }

  std::array<int, 2> ends{};
};

Leftover after(std::string_view bytes, bool is_tls) {
  const Pair pair;
  pair.send(bytes);
  return pair.look(is_tls);
}

/// A TLS record of that type with that many bytes inside (RFC 8446 5.1).
std::string record(char type, std::size_t length) {
  const std::string size{static_cast<char>(length >> 8), static_cast<char>(length & 255)};
  return std::string{type, 3, 3} + size + std::string(length, 'x');
}

}  // namespace

TEST_CASE("a silent connection has nothing left over, and an end of the stream is a farewell") {
  for (const bool is_tls : {false, true}) {
    Pair pair;
    CHECK(pair.look(is_tls) == Leftover::nothing);
    pair.hang_up();
    CHECK(pair.look(is_tls) == Leftover::farewell);
  }
}

TEST_CASE("whatever would be read as an answer is stray, even a part of one, and is not taken away") {
  for (const std::string_view bytes : {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "H",
                                       "\r\nHTTP/1.1 200 OK", "<html>", "HTTP/1.1 40"}) {
    CAPTURE(bytes);
    const Pair pair;
    pair.send(bytes);
    CHECK(pair.look(false) == Leftover::stray);
    CHECK(pair.look(false) == Leftover::stray);
  }
}

TEST_CASE("blank lines, and a 408 by which a server announces that it closes, blame nobody") {
  CHECK(after("\r\n", false) == Leftover::farewell);
  CHECK(after("\n\r\n", false) == Leftover::farewell);
  CHECK(after("HTTP/1.1 408 Request Timeout\r\n\r\n", false) == Leftover::farewell);
  CHECK(after("HTTP/1.0 408 Request Time-out\r\n\r\n", false) == Leftover::farewell);
}

TEST_CASE("over TLS a record with room for an answer is stray; alerts and other notices are not") {
  CHECK(after(record(23, 400), true) == Leftover::stray);
  CHECK(after(record(23, 400).substr(0, 5), true) == Leftover::stray);
  CHECK(after(record(21, 2), true) == Leftover::farewell);
  CHECK(after(record(22, 200), true) == Leftover::farewell);
  CHECK(after(record(23, 19), true) == Leftover::farewell);  // TLS 1.3: an alert, its type and a tag
  CHECK(after(record(23, 19) + record(23, 90), true) == Leftover::stray);
  CHECK(after("HTT", true) == Leftover::farewell);
}
