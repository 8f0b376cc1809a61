#include "fetch/kept_connections.hpp"

#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace trawl;
using namespace std::chrono_literals;
using fetch::Doubt;
using fetch::KeptConnections;
using End = KeptConnections::End;
using State = Doubt::State;

namespace {

const std::string kPlain = "http://a.test", kTls = "https://a.test";

/// Connections without curl: a case plays its part.
struct Playing {
  explicit Playing(bool may_doubt = true) : kept(std::in_place, loop, may_doubt) {}
  ~Playing() {
    for (auto& [name, ends] : servers) ::close(ends[1]);
  }
  Playing(const Playing&) = delete;
  Playing& operator=(const Playing&) = delete;

  void open(const std::string& name, const std::string& origin = kPlain) {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    servers[name] = ends;
    kept->opened(ends[0], origin);
  }
  KeptConnections::Use use(const std::string& name) { return kept->use({.text = name}, {servers[name][0]}); }
  /// One request whose answer comes at once.
  KeptConnections::Use ask(const std::string& name, End how = End::complete, bool is_http2 = false) {
    const auto used = use(name);
    if (used.may_begin) kept->ended({.text = name}, how, is_http2);
    return used;
  }
  /// The server says something that nobody asked for.
  void stray(const std::string& name, const std::string& bytes = "HTTP/1.1 200 OK\r\n\r\n") {
    REQUIRE(::send(servers[name][1], bytes.data(), bytes.size(), 0) > 0);
  }
  void hang_up(const std::string& name) { shutdown(servers[name][1], SHUT_RDWR); }
  void close(const std::string& name) { kept->close(servers[name][0]); }
  bool is_open(const std::string& name) {
    std::array<char, 1> byte{};
    return recv(servers[name][1], byte.data(), 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
  }
  void rest(aio::Duration time = KeptConnections::kRest) { clock.advance(time); }
  /// Makes an origin known as one that sends nothing of its own.
  void prove(const std::string& name) {
    ask(name);
    rest();
    REQUIRE(!kept->needs_new(kPlain));
  }

  aio::ManualClock clock;
  aio::EventLoop loop{clock};
  std::map<std::string, std::array<int, 2>> servers;  // curl's end and the server's
  std::optional<KeptConnections> kept;
};

}  // namespace

TEST_CASE(
    "an origin of which nothing is known gets new connections until one of them was silent for a rest") {
  Playing playing;
  CHECK(!playing.kept->needs_new(kPlain));  // there is none to use again
  playing.open("one");
  CHECK(playing.ask("one").doubt == nullptr);
  CHECK(playing.kept->needs_new(kPlain));
  playing.rest(KeptConnections::kShortRest - 1ms);
  CHECK(playing.kept->needs_new(kPlain));
  playing.rest(1ms);
  CHECK(!playing.kept->needs_new(kPlain));
  const auto used = playing.ask("one");
  CHECK(used.may_begin);
  CHECK(used.doubt != nullptr);
  CHECK(playing.kept->needs_new(kPlain));
  playing.rest();
  CHECK(!playing.kept->needs_new(kPlain));
  CHECK(used.doubt->state() == State::cleared);
  playing.ask("one");
  CHECK(!playing.kept->needs_new(kPlain));  // by now it is known
}

TEST_CASE("a connection that never was silent for long answers with a doubt, which a rest clears") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  const auto used = playing.ask("one");
  REQUIRE(used.doubt != nullptr);
  CHECK(used.doubt->state() == State::open);
  CHECK(!playing.kept->needs_new(kPlain));
  playing.rest();
  CHECK(playing.ask("one").doubt->state() == State::open);
  CHECK(used.doubt->state() == State::cleared);
}

TEST_CASE("what is left over when a request is about to be sent bars the connection and its origin") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  const auto poisoned = playing.ask("one");
  playing.stray("one");
  CHECK(!playing.use("one").may_begin);
  CHECK(poisoned.doubt->state() == State::confirmed);
  CHECK(playing.kept->confirmed() == 2);
  CHECK(playing.kept->needs_new(kPlain));
  playing.rest();
  CHECK(playing.kept->needs_new(kPlain));  // for good
  playing.open("two");
  CHECK(playing.use("two").may_begin);
}

TEST_CASE("the connections of an origin that sends stray bytes carry one request each") {
  Playing playing;
  playing.open("one");
  playing.ask("one");
  playing.stray("one");
  playing.rest();
  CHECK(playing.kept->needs_new(kPlain));
  playing.open("two");
  CHECK(playing.use("two").is_last);
}

TEST_CASE("stray bytes on any connection outweigh the silence of another") {
  Playing playing;
  playing.open("one");
  playing.ask("one");
  playing.rest();
  playing.open("two");
  playing.ask("two");
  playing.stray("two");
  CHECK(playing.kept->needs_new(kPlain));
  CHECK(!playing.use("one").may_begin);
}

TEST_CASE("stray bytes are found on a connection that nobody uses again") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  const auto poisoned = playing.ask("one");
  playing.stray("one");
  playing.kept->settle();
  CHECK(poisoned.doubt->state() == State::confirmed);
}

TEST_CASE("a connection that has carried its number of requests is closed, but watched for a rest") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  std::vector<KeptConnections::Use> uses;
  while (uses.empty() || !uses.back().is_last) {
    REQUIRE(uses.size() < KeptConnections::kFewUnproven);
    uses.push_back(playing.use("one"));
    if (uses.back().is_last) playing.close("one");  // as curl does, before the transfer has ended for us
    playing.kept->ended({.text = "one"}, End::complete, false);
  }
  CHECK(uses.size() == KeptConnections::kFewUnproven);
  CHECK(playing.is_open("one"));
  SUBCASE("if it stays silent, its answers are good, and the next ones carry more") {
    playing.rest();
    playing.kept->settle();
    CHECK(!playing.is_open("one"));
    for (const auto& use : uses) CHECK(use.doubt->state() == State::cleared);
    playing.open("two");
    for (std::size_t i = 0; i <= KeptConnections::kFewUnproven; ++i) CHECK(!playing.ask("two").is_last);
  }
  SUBCASE("an answer that is left over makes all of its answers doubtful") {
    playing.stray("one");
    playing.rest();
    playing.kept->settle();
    for (const auto& use : uses) CHECK(use.doubt->state() == State::confirmed);
    CHECK(playing.kept->needs_new(kPlain));
  }
}

TEST_CASE("settle says when the last doubt can be settled") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  CHECK(!playing.kept->settle());
  playing.ask("one");
  playing.rest(1ms);
  const auto used = playing.ask("one");
  playing.rest(5ms);
  CHECK(playing.kept->settle() == playing.loop.time() + KeptConnections::kRest - 5ms);
  CHECK(used.doubt->state() == State::open);
  playing.rest(KeptConnections::kRest - 5ms);
  CHECK(!playing.kept->settle());
  CHECK(used.doubt->state() == State::cleared);
}

TEST_CASE("an origin that has proven itself often is believed without a last rest") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  for (std::int64_t i = 0; i < KeptConnections::kWellKnown; ++i) {
    playing.ask("one");
    playing.rest();
  }
  playing.ask("one");
  const auto used = playing.ask("one");
  CHECK(!playing.kept->settle());
  CHECK(used.doubt->state() == State::cleared);
}

TEST_CASE("a server that closes at once instead of answering has given its answer to the request before") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  const auto good = playing.ask("one"), eaten = playing.ask("one");
  SUBCASE("seen before the next request") {
    playing.hang_up("one");
    CHECK(!playing.use("one").may_begin);
  }
  SUBCASE("seen by the next request") {
    playing.ask("one", End::reset);
  }
  CHECK(eaten.doubt->state() == State::confirmed);
  CHECK(good.doubt->state() != State::confirmed);
  CHECK(!playing.kept->needs_new(kPlain));  // servers close connections; this is no lie
}

TEST_CASE("the doubt of an answer that was cut does not stay open, as that answer may count") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  const auto second = playing.use("one");
  REQUIRE(second.doubt);
  playing.close("one");
  playing.kept->ended({.text = "one"}, End::cut, false);
  CHECK(second.doubt->state() == State::cleared);
}

TEST_CASE("what is left over of an answer that was cut blames nobody") {
  Playing playing;
  playing.open("one");
  playing.use("one");
  playing.stray("one", "the rest of a large body");
  playing.close("one");
  playing.kept->ended({.text = "one"}, End::cut, false);
  playing.rest();
  playing.kept->settle();
  CHECK(!playing.is_open("one"));
  playing.open("two");
  CHECK(!playing.use("two").is_last);
}

TEST_CASE("bytes that followed an answer in the same read make the answers before doubtful") {
  Playing playing;
  playing.open("one", kTls);
  playing.ask("one");
  const auto eaten = playing.ask("one");
  REQUIRE(eaten.doubt != nullptr);
  playing.ask("one", End::excess);
  CHECK(eaten.doubt->state() == State::confirmed);
  CHECK(!playing.use("one").may_begin);
  playing.rest();
  CHECK(!playing.use("one").may_begin);
}

TEST_CASE("no answer in doubt of an origin that lies is believed, whatever its connection says") {
  Playing playing;
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  playing.open("two");
  playing.ask("two");
  const auto before = playing.ask("two"), awaited = playing.use("two");
  playing.stray("one");
  CHECK(!playing.use("one").may_begin);
  CHECK(before.doubt->state() == State::confirmed);
  SUBCASE("when the connection stays") {}
  SUBCASE("when curl closes it") {
    playing.close("two");
  }
  playing.kept->ended({.text = "two"}, End::complete, false);
  CHECK(awaited.doubt->state() == State::confirmed);
}

TEST_CASE("over TLS, where notices look alike, three strays make a liar") {
  Playing playing;
  const std::string record = std::string("\x17\x03\x03\x01\x00", 5) + std::string(256, 'x');
  for (int i = 0; i < 3; ++i) {
    const std::string name = std::to_string(i);
    playing.open(name, kTls);
    CHECK(!playing.ask(name).is_last);
    playing.stray(name, record);
    CHECK(!playing.use(name).may_begin);
    playing.close(name);
  }
  CHECK(playing.kept->needs_new(kTls));
  playing.open("last", kTls);
  CHECK(playing.use("last").is_last);
}

TEST_CASE("frames of HTTP/2 say which request they answer, so its connections need no rest") {
  Playing playing;
  playing.open("one", kTls);
  playing.ask("one", End::complete, true);
  CHECK(!playing.kept->needs_new(kTls));
  playing.stray("one");
  CHECK(playing.ask("one", End::complete, true).doubt == nullptr);
}

TEST_CASE("for those who cannot ask again no answer comes with a doubt") {
  Playing playing(false);
  playing.open("one");
  playing.prove("one");
  playing.ask("one");
  playing.rest(KeptConnections::kRest - 1ms);
  CHECK(playing.kept->needs_new(kPlain));
  CHECK(!playing.use("one").may_begin);
}

TEST_CASE("an origin is proven although its connections are closed faster than they can be watched") {
  Playing playing;
  for (int i = 0; i < 200; ++i) {
    const std::string name = std::to_string(i);
    playing.open(name);
    playing.ask(name);
    playing.close(name);
    playing.rest(1ms);
  }
  playing.open("last");
  playing.ask("last");
  CHECK(!playing.kept->needs_new(kPlain));
  CHECK(!playing.is_open("100"));  // not all of them stay open for that
}

TEST_CASE("sockets that are watched are closed with the client") {
  Playing playing;
  playing.open("one");
  playing.ask("one");
  playing.close("one");
  CHECK(playing.is_open("one"));
  playing.kept.reset();
  CHECK(!playing.is_open("one"));
}
