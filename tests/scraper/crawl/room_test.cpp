#include "scraper/crawl/room.hpp"

#include <optional>
#include <string>
#include <utility>

#include "tests/support/aio_fixture.hpp"

using namespace trawl;
using crawl::Room;

namespace {

using namespace trawl::aio_fixture;

/// Holds so much of the room until `over` is set.
aio::Coroutine<void> hold(Log& log, std::string name, Room& room, std::size_t bytes, aio::Event& over) {
  const auto share = co_await room.take(bytes);
  log.push_back(name + " holds");
  co_await over.wait();
}

}  // namespace

TEST_CASE("a page waits until there is room for it, and those behind it wait with it") {
  Stage stage;
  Room room(10);
  aio::Event first_over, over;
  stage.start("first", hold(stage.log, "first", room, 6, first_over));
  stage.start("large", hold(stage.log, "large", room, 7, over));
  stage.start("small", hold(stage.log, "small", room, 3, over));
  CHECK(stage.happened() == Log{"first holds"});
  first_over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"first done", "large holds", "small holds"});
  CHECK(room.held() == 10);
  over.set();
  stage.settle();
  CHECK(room.held() == 0);
}

TEST_CASE("a page larger than the room gets it alone") {
  Stage stage;
  Room room(10);
  aio::Event first_over, over;
  stage.start("first", hold(stage.log, "first", room, 1, first_over));
  stage.start("giant", hold(stage.log, "giant", room, 1'000, over));
  CHECK(stage.happened() == Log{"first holds"});
  first_over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"first done", "giant holds"});
  CHECK(room.held() == 1'000);
  over.set();
  stage.settle();
}

TEST_CASE("what is held at once may overfill the room, and then it is full until so much is given back") {
  Stage stage;
  Room room(10);
  std::optional<Room::Share> first(room.hold(8)), second(room.hold(8));
  const auto wait = [](Log& log, Room& full) -> aio::Coroutine<void> {
    co_await full.until_free();
    log.push_back("free");
  };
  stage.start("waiter", wait(stage.log, room));
  CHECK(stage.happened() == Log{});
  second.reset();
  stage.settle();
  CHECK(stage.happened() == Log{"free", "waiter done"});
  CHECK(room.held() == 8);
}

TEST_CASE("a cancelled wait takes nothing, and the next one goes on") {
  Stage stage;
  Room room(10);
  aio::Event over;
  stage.start("first", hold(stage.log, "first", room, 6, over));
  auto large = stage.start("large", hold(stage.log, "large", room, 7, over));
  stage.start("small", hold(stage.log, "small", room, 3, over));
  CHECK(stage.happened() == Log{"first holds"});
  large.cancel();
  stage.settle();
  CHECK(stage.happened() == Log{"large cancelled", "small holds"});
  CHECK(room.held() == 9);
  over.set();
  stage.settle();
}

TEST_CASE("a share that is moved is given back once") {
  const auto body = [](Room& room) -> aio::Coroutine<void> {
    auto first = co_await room.take(4);
    Room::Share second = std::move(first);
    first = Room::Share();
    CHECK(room.held() == 4);
  };
  Room room(10);
  aio::run(body(room));
  CHECK(room.held() == 0);
}
