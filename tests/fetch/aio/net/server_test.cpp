#include "fetch/aio/net/server.hpp"

#include <set>
#include <stdexcept>
#include <system_error>

#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// Sends every line that a member says to all the others.
class ChatRoom {
 public:
  aio::Coroutine<void> attend(aio::StreamReader& reader, aio::StreamWriter& writer) {
    const std::string name = co_await reader.readline();
    const Seat seat(members_, &writer);
    say(writer, "* " + name);
    for (;;) {
      const std::string line = co_await reader.readline();
      if (line.empty()) break;
      say(writer, line);
    }
  }

 private:
  using Members = std::set<aio::StreamWriter*>;
  struct Seat {
    Seat(Members& of, aio::StreamWriter* who) : members(of), member(who) { members.insert(member); }
    ~Seat() { members.erase(member); }
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Members& members;
    aio::StreamWriter* member;
  };

  void say(const aio::StreamWriter& speaker, const std::string& line) {
    for (aio::StreamWriter* const member : members_)
      if (member != &speaker) member->write(line);
  }

  Members members_;
};

aio::Coroutine<Log> chat() {
  ChatRoom room;
  const aio::ConnectionHandler attend = [&room](aio::StreamReader& reader, aio::StreamWriter& writer) {
    return room.attend(reader, writer);
  };
  const auto server = co_await aio::start_server(attend, "localhost", 0);
  auto [ann_hears, ann] = co_await aio::open_connection("localhost", server->port());
  ann.write("Ann\n");
  Log heard;
  {
    auto [bob_hears, bob] = co_await aio::open_connection("localhost", server->port());
    bob.write("Bob\n");
    heard.push_back(co_await ann_hears.readline());
    ann.write("hello Bob\n");
    heard.push_back(co_await bob_hears.readline());
    bob.write("hello Ann\n");
    heard.push_back(co_await ann_hears.readline());
  }
  while (server->connections() == 2) co_await aio::sleep(0s);
  ann.write("anyone?\n");
  ann.close();
  co_await server->close(1h);
  co_return heard;
}

aio::Coroutine<void> echo(aio::StreamReader& reader, aio::StreamWriter& writer) {
  for (;;) {
    const std::string bytes = co_await reader.read(64 * 1024);
    if (bytes.empty()) co_return;
    writer.write(bytes);
    co_await writer.drain();
  }
}

aio::Coroutine<void> send_all(aio::StreamWriter& writer, const std::string& bytes) {
  for (std::size_t begin = 0; begin < bytes.size(); begin += 10'000) {
    writer.write(std::string_view(bytes).substr(begin, 10'000));
    co_await writer.drain();
  }
  writer.write_eof();
}

aio::Coroutine<std::string> receive_all(aio::StreamReader& reader) {
  co_return co_await reader.read();
}

aio::Coroutine<bool> echoed(std::uint16_t port, int number) {
  auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
  const std::string bytes(300'000, static_cast<char>('a' + number % 26));
  const auto [sent, answer] = co_await aio::gather(send_all(writer, bytes), receive_all(reader));
  co_return answer == bytes;
}

aio::Coroutine<int> echoes(int clients) {
  const auto server = co_await aio::start_server(echo, "127.0.0.1", 0);
  std::vector<aio::Coroutine<bool>> work;
  for (int i = 0; i < clients; ++i) work.push_back(echoed(server->port(), i));
  int right = 0;
  for (const bool is_right : co_await aio::gather(std::move(work))) right += is_right ? 1 : 0;
  co_await server->close(1h);
  co_return right;
}

aio::Coroutine<void> fail(aio::StreamReader& reader, aio::StreamWriter&) {
  const std::string why = co_await reader.readline();
  throw std::runtime_error(why);
}

aio::Coroutine<void> serve_failures(aio::EventLoop& loop, Log& log) {
  const auto report = [&log](const std::string& what, std::exception_ptr error) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      log.push_back(what + ": " + e.what());
    }
  };
  loop.set_exception_handler(report);
  const auto server = co_await aio::start_server(fail, "127.0.0.1", 0);
  for (const char* why : {"first", "second"}) {
    auto [reader, writer] = co_await aio::open_connection("127.0.0.1", server->port());
    writer.write(std::string(why) + "\n");
    log.push_back("heard '" + co_await reader.read() + "'");
  }
  co_await server->close();
}

aio::Coroutine<void> close(aio::Server& server, aio::Duration grace) {
  co_await server.close(grace);
}

aio::Coroutine<void> connect_and_wait(std::uint16_t port, aio::Event& leaves) {
  auto [reader, writer] = co_await aio::open_connection("127.0.0.1", port);
  co_await leaves.wait();
}

aio::Coroutine<void> connect_to(std::uint16_t port) {
  const aio::Connection connection = co_await aio::open_connection("127.0.0.1", port);
}

/// A server with one connection, whose client stays until `leaves` is set.
struct Served {
  explicit Served(Stage& on_stage) : stage(on_stage) {
    server = stage.loop.run_until_complete(aio::start_server(echo, "127.0.0.1", 0));
    port = server->port();
    stage.start("client", connect_and_wait(port, leaves));
    while (server->connections() == 0) stage.settle();
  }

  Stage& stage;
  std::unique_ptr<aio::Server> server;
  std::uint16_t port = 0;
  aio::Event leaves;
};

}  // namespace

TEST_CASE("members of a chat hear what the others say, until they leave") {
  CHECK(aio::run(chat()) == Log{"* Bob\n", "hello Bob\n", "hello Ann\n"});
}

TEST_CASE("fifty clients at once get their bytes back through an echo server, and no descriptor is left") {
  const int before = wire::open_descriptors();
  CHECK(aio::run(echoes(50)) == 50);
  CHECK(wire::open_descriptors() == before);
}

TEST_CASE("an error in a handler ends its connection alone and is reported") {
  aio::EventLoop loop;
  Log log;
  loop.run_until_complete(serve_failures(loop, log));
  CHECK(log ==
        Log{"error on a connection: first\n", "heard ''", "error on a connection: second\n", "heard ''"});
}

TEST_CASE(
    "io-04: close refuses newcomers at once, lets connections end within the grace, and leaves nothing") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    Served served(stage);
    stage.start("close", close(*served.server, 10s));
    stage.start("late", connect_to(served.port));
    CHECK(stage.happened() == Log{"late failed: cannot connect to 127.0.0.1 port " +
                                  std::to_string(served.port) + ": Connection refused"});
    stage.pass(9s);
    CHECK(served.server->connections() == 1);
    served.leaves.set();
    while (served.server->connections() == 1) stage.settle();
    stage.settle();
    CHECK(stage.happened() == Log{"client done", "close done"});
  }
  CHECK(wire::open_descriptors() == before);
}

TEST_CASE("io-04: close ends the connections that are still there after the grace") {
  Stage stage;
  Served served(stage);
  stage.start("close", close(*served.server, 10s));
  stage.pass(10s);
  CHECK(stage.happened() == Log{"close done"});
  CHECK(served.server->connections() == 0);
  served.leaves.set();
  stage.settle();
}

TEST_CASE("a second close waits like the first, the shorter grace counts, and a later one returns at once") {
  for (const bool second_is_shorter : {false, true}) {
    CAPTURE(second_is_shorter);
    Stage stage;
    Served served(stage);
    stage.start("first", close(*served.server, second_is_shorter ? 10s : 5s));
    stage.start("second", close(*served.server, second_is_shorter ? 5s : 10s));
    stage.pass(4s);
    CHECK(stage.happened().empty());
    stage.pass(1s);
    CHECK(stage.happened().size() == 2);
    CHECK(served.server->connections() == 0);
    stage.start("third", close(*served.server, 10s));
    CHECK(stage.happened() == Log{"third done"});
    served.leaves.set();
    stage.settle();
    stage.happened();
  }
}

TEST_CASE(
    "of two closes, the first may be cancelled or destroyed: the connections end, and so does the second") {
  for (const bool is_destroyed : {false, true}) {
    CAPTURE(is_destroyed);
    Stage stage;
    Served served(stage);
    auto first = stage.start("first", close(*served.server, 10s));
    stage.start("second", close(*served.server, 20s));
    if (is_destroyed) {
      stage.destroy(first);
      CHECK(served.server->connections() == 1);
      stage.pass(20s);
      CHECK(stage.happened() == Log{"second done"});
    } else {
      stage.cancel(first);
      CHECK(stage.happened().size() == 2);
    }
    CHECK(served.server->connections() == 0);
    served.leaves.set();
    stage.settle();
    stage.happened();
  }
}

TEST_CASE(
    "a connection that close ends with bytes unsent to a peer that does not read leaves no descriptor") {
  const auto flood = [](aio::StreamReader&, aio::StreamWriter& writer) -> aio::Coroutine<void> {
    writer.write(std::string(20'000'000, 'x'));
    co_await writer.drain();
  };
  Stage stage;
  const auto server = stage.loop.run_until_complete(aio::start_server(flood, "127.0.0.1", 0));
  aio::Event leaves;
  stage.start("client", connect_and_wait(server->port(), leaves));
  while (server->connections() == 0) stage.settle();
  const int before = wire::open_descriptors();
  stage.start("close", close(*server, 1s));
  stage.pass(1s);
  CHECK(stage.happened() == Log{"close done"});
  CHECK(wire::open_descriptors() == before - 2);  // the listener and the connection
  leaves.set();
  stage.settle();
}

TEST_CASE("a cancelled close ends the connections and still closes the server") {
  Stage stage;
  Served served(stage);
  auto closing = stage.start("close", close(*served.server, 10s));
  stage.cancel(closing);
  CHECK(stage.happened() == Log{"close cancelled"});
  CHECK(served.server->connections() == 0);
  served.leaves.set();
  stage.settle();
}

TEST_CASE("a server may be destroyed with its connections, without close") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    Served served(stage);
    served.server.reset();
    served.leaves.set();
    stage.settle();
    CHECK(stage.happened() == Log{"client done"});
  }
  CHECK(wire::open_descriptors() == before);
}

TEST_CASE("listening on a port in use is an error that names the port") {
  Stage stage;
  Served served(stage);
  const std::string where = "cannot listen on 127.0.0.1 port " + std::to_string(served.port);
  CHECK_THROWS_WITH_AS(stage.loop.run_until_complete(aio::start_server(echo, "127.0.0.1", served.port)),
                       (where + ": Address already in use").c_str(), std::system_error);
  served.leaves.set();
  stage.settle();
}
