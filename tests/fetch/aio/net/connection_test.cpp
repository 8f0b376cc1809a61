#include "fetch/aio/net/connection.hpp"

#include <stdexcept>
#include <system_error>

#include "fetch/aio/net/socket_address.hpp"
#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

aio::Coroutine<void> answer_in_capitals(aio::StreamReader& reader, aio::StreamWriter& writer) {
  for (;;) {
    std::string line = co_await reader.readline();
    if (line.empty()) co_return;
    for (char& letter : line)
      if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    writer.write(line);
    co_await writer.drain();
  }
}

aio::Coroutine<void> answer_at_once(aio::StreamReader&, aio::StreamWriter& writer) {
  writer.write(std::string(5'000'000, 'x'));
  co_return;
}

aio::Coroutine<std::string> ask(std::uint16_t port, std::string question) {
  auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
  writer.write(question);
  writer.write_eof();
  const std::string answer = co_await reader.read();
  writer.close();
  co_await writer.wait_closed();
  co_return answer;
}

aio::Coroutine<std::string> ask_server_of(aio::ConnectionHandler handler, std::string question) {
  const auto server = co_await aio::start_server(std::move(handler), "localhost", 0);
  const std::string answer = co_await ask(server->port(), std::move(question));
  co_await server->close(1h);
  co_return answer;
}

aio::Coroutine<void> connect_to(std::string host, std::uint16_t port) {
  const aio::Connection connection = co_await aio::open_connection(std::move(host), port);
}

/// A port of this machine on which nobody listens.
aio::Coroutine<std::uint16_t> closed_port() {
  const auto server = co_await aio::start_server(answer_at_once, "localhost", 0);
  const std::uint16_t port = server->port();
  co_await server->close();
  co_return port;
}

aio::Coroutine<std::string> read_while_closing(aio::Event& hears, std::uint16_t port) {
  auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
  aio::TaskGroup group;
  const auto read = [](aio::StreamReader& from) -> aio::Coroutine<std::string> {
    co_return co_await from.read();
  };
  aio::Task<std::string> heard = group.create_task(read(reader));
  co_await hears.wait();
  writer.close();
  co_await group.join();
  co_return heard.result() + ", then the end";
}

aio::Coroutine<void> greet(aio::StreamReader& reader, aio::StreamWriter& writer) {
  writer.write("hello");
  co_await reader.read();
}

aio::Coroutine<std::string> close_while_reading() {
  aio::Event hears;
  const auto server = co_await aio::start_server(greet, "localhost", 0);
  aio::Task<std::string> client = aio::create_task(read_while_closing(hears, server->port()));
  while (server->connections() == 0) co_await aio::sleep(0s);
  for (int i = 0; i < 10; ++i) co_await aio::sleep(0s);
  hears.set();
  const std::string heard = co_await client;
  co_await server->close(1h);
  co_return heard;
}

}  // namespace

TEST_CASE("a client asks, ends its half, and gets the answer") {
  CHECK(aio::run(ask_server_of(answer_in_capitals, "one\ntwo\n")) == "ONE\nTWO\n");
}

TEST_CASE("all that a handler wrote arrives even if it returned at once") {
  CHECK(aio::run(ask_server_of(answer_at_once, "")).size() == 5'000'000);
}

TEST_CASE("all that a client wrote arrives even if it closed and left at once") {
  const auto read_slowly = [](std::size_t& got, aio::StreamReader& reader) -> aio::Coroutine<void> {
    for (;;) {
      const std::string bytes = co_await reader.read(1 << 20);
      if (bytes.empty()) co_return;
      got += bytes.size();
    }
  };
  const auto write_and_leave = [](std::uint16_t port) -> aio::Coroutine<void> {
    auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
    writer.write(std::string(20'000'000, 'x'));
    writer.close();
  };
  const auto both = [](auto serve, auto ask) -> aio::Coroutine<std::size_t> {
    std::size_t got = 0;
    const aio::ConnectionHandler handler = [&got, serve](aio::StreamReader& reader, aio::StreamWriter&) {
      return serve(got, reader);
    };
    const auto server = co_await aio::start_server(handler, "127.0.0.1", 0);
    co_await ask(server->port());
    while (server->connections() == 0) co_await aio::sleep(0s);
    co_await server->close(1h);
    co_return got;
  };
  CHECK(aio::run(both(read_slowly, write_and_leave)) == 20'000'000);
}

TEST_CASE("closing the writer ends a read that waits on the same connection") {
  CHECK(aio::run(close_while_reading()) == "hello, then the end");
}

TEST_CASE("a connection that is refused is an error that names the address") {
  const std::uint16_t port = aio::run(closed_port());
  const std::string where = "cannot connect to 127.0.0.1 port " + std::to_string(port);
  CHECK_THROWS_WITH_AS(aio::run(connect_to("127.0.0.1", port)), (where + ": Connection refused").c_str(),
                       std::system_error);
}

TEST_CASE("a name is refused, because looking it up is a resolver's job") {
  CHECK_THROWS_WITH_AS(aio::run(connect_to("example.org", 80)),
                       "'example.org' is not an IP address; look the name up first", std::invalid_argument);
}

TEST_CASE("a cancel stops connecting and closes the socket") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    // A listener that accepts nobody and has room for one: the third connection waits.
    const aio::Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const aio::SocketAddress any("127.0.0.1", 0);
    REQUIRE(bind(listener.fd(), any.address(), any.size()) == 0);
    REQUIRE(listen(listener.fd(), 0) == 0);
    const std::uint16_t port = aio::SocketAddress::of(listener.fd()).port();
    stage.start("first", connect_to("127.0.0.1", port));
    auto second = stage.start("second", connect_to("127.0.0.1", port));
    CHECK(stage.happened() == Log{"first done"});
    stage.cancel(second);
    CHECK(stage.happened() == Log{"second cancelled"});
  }
  CHECK(wire::open_descriptors() == before);
}
