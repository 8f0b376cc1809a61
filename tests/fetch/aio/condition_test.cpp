#include "fetch/aio/condition.hpp"

#include "tests/support/aio_fixture.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

struct Shop {
  aio::Lock lock;
  aio::Condition changed{lock};
  int goods = 0;
};

/// Waits once, and logs whether it held the lock afterwards, however the wait ended.
aio::Coroutine<void> wait_once(Log& log, std::string name, Shop& shop) {
  auto held = co_await shop.lock.acquire();
  try {
    co_await shop.changed.wait(held);
  } catch (const aio::Cancelled&) {
    held.release();
    log.push_back(name + " held it");
    throw;
  }
  held.release();
  log.push_back(name + " held it");
}

aio::Coroutine<void> wait_twice(Log& log, Shop& shop) {
  auto held = co_await shop.lock.acquire();
  co_await shop.changed.wait(held);
  log.push_back("notified");
  co_await shop.changed.wait(held);
}

aio::Coroutine<int> buy(Shop& shop, int count) {
  auto held = co_await shop.lock.acquire();
  const auto enough = [&shop, count] { return shop.goods >= count; };
  co_await shop.changed.wait_for(held, enough);
  shop.goods -= count;
  co_return shop.goods;
}

aio::Coroutine<void> notify(Shop& shop, std::size_t count) {
  const auto held = co_await shop.lock.acquire();
  shop.changed.notify(count);
}

aio::Coroutine<void> deliver(Shop& shop, int count) {
  const auto held = co_await shop.lock.acquire();
  shop.goods += count;
  shop.changed.notify_all();
}

aio::Coroutine<void> hold(Shop& shop, aio::Event& over) {
  const auto held = co_await shop.lock.acquire();
  co_await over.wait();
}

aio::Coroutine<void> notify_and_hold(Shop& shop, aio::Event& over) {
  const auto held = co_await shop.lock.acquire();
  shop.changed.notify();
  co_await over.wait();
}

aio::Coroutine<void> wait_without_the_lock(Shop& shop) {
  auto held = co_await shop.lock.acquire();
  held.release();
  co_await shop.changed.wait(held);
}

}  // namespace

TEST_CASE("notify(n) wakes the n tasks that have waited longest, each with the lock held") {
  Stage stage;
  Shop shop;
  for (const char* name : {"a", "b", "c"}) stage.start(name, wait_once(stage.log, name, shop));
  CHECK_FALSE(shop.lock.is_locked());
  CHECK(stage.loop.dump() == "a: condition.wait\nb: condition.wait\nc: condition.wait\n");
  stage.start("notify", notify(shop, 2));
  CHECK(stage.happened() == Log{"notify done", "a held it", "a done", "b held it", "b done"});
  stage.start("notify", notify(shop, 2));
  CHECK(stage.happened() == Log{"notify done", "c held it", "c done"});
}

TEST_CASE("wait_for waits until its predicate is true, and not at all if it is true already") {
  Stage stage;
  Shop shop;
  stage.start("three", buy(shop, 3));
  stage.start("one", buy(shop, 1));
  stage.start("deliver", deliver(shop, 2));
  CHECK(stage.happened() == Log{"deliver done", "one got 1"});
  stage.start("deliver", deliver(shop, 3));
  CHECK(stage.happened() == Log{"deliver done", "three got 1"});
  stage.start("one", buy(shop, 1));
  CHECK(stage.happened() == Log{"one got 0"});
}

TEST_CASE("a notified task waits for the lock behind those that wait for it already") {
  Stage stage;
  Shop shop;
  aio::Event over;
  stage.start("a", wait_once(stage.log, "a", shop));
  auto notifier = stage.start("notifier", notify_and_hold(shop, over));
  stage.start("b", hold(shop, over));
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"notifier done", "a held it", "a done", "b done"});
}

TEST_CASE("a cancelled wait ends with Cancelled and the lock held, as soon as the lock is free (lock-07)") {
  Stage stage;
  Shop shop;
  aio::Event over;
  auto free = stage.start("a", wait_once(stage.log, "a", shop));
  auto contested = stage.start("b", wait_once(stage.log, "b", shop));
  stage.cancel(free);
  CHECK(stage.happened() == Log{"a held it", "a cancelled"});
  stage.start("holder", hold(shop, over));
  stage.cancel(contested);
  stage.cancel(contested);
  CHECK(stage.happened().empty());
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"holder done", "b held it", "b cancelled"});
}

TEST_CASE("a cancelled wait takes no notification from those who still wait (lock-07)") {
  Stage stage;
  Shop shop;
  aio::Event over;
  auto cancelled = stage.start("a", wait_once(stage.log, "a", shop));
  stage.start("b", wait_once(stage.log, "b", shop));
  stage.start("holder", hold(shop, over));
  stage.cancel(cancelled);
  stage.start("notify", notify(shop, 1));
  over.set();
  stage.settle();
  CHECK(stage.happened() ==
        Log{"holder done", "a held it", "a cancelled", "notify done", "b held it", "b done"});
}

TEST_CASE("a wait cancelled after it was notified ends normally; the next wait is cancelled") {
  Stage stage;
  Shop shop;
  aio::Event over;
  auto woken = stage.start("a", wait_twice(stage.log, shop));
  stage.start("notifier", notify_and_hold(shop, over));
  stage.cancel(woken);
  CHECK(stage.happened().empty());
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"notifier done", "notified", "a cancelled"});
  CHECK_FALSE(shop.lock.is_locked());
}

TEST_CASE("a task that was asked to cancel before it waits keeps the lock and gets Cancelled") {
  const auto cancel_then_wait = [](Log& log, Shop& shop) -> aio::Coroutine<void> {
    auto held = co_await shop.lock.acquire();
    aio::current_task()->cancel();
    try {
      co_await shop.changed.wait(held);
    } catch (const aio::Cancelled&) {
      log.push_back(shop.lock.is_locked() ? "locked" : "free");
      throw;
    }
  };
  Stage stage;
  Shop shop;
  stage.start("a", cancel_then_wait(stage.log, shop));
  CHECK(stage.happened() == Log{"locked", "a cancelled"});
  CHECK_FALSE(shop.lock.is_locked());
}

TEST_CASE("a frame destroyed while it waits leaves the lock and the condition as they were") {
  Stage stage;
  Shop shop;
  aio::Event over;
  auto waits = stage.start("a", wait_once(stage.log, "a", shop));
  stage.start("holder", hold(shop, over));
  stage.destroy(waits);
  CHECK(shop.lock.is_locked());
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"holder done"});
  CHECK_FALSE(shop.lock.is_locked());
}

TEST_CASE("the notification of a destroyed frame passes to the next, and so does the lock (lock-07)") {
  Stage stage;
  Shop shop;
  aio::Event over;
  auto in_line = stage.start("a", wait_once(stage.log, "a", shop));
  stage.start("b", wait_once(stage.log, "b", shop));
  stage.start("notifier", notify_and_hold(shop, over));
  stage.destroy(in_line);
  over.set();
  stage.settle();
  CHECK(stage.happened() == Log{"notifier done", "b held it", "b done"});

  aio::Event again;
  auto granted = stage.start("c", wait_once(stage.log, "c", shop));
  stage.start("d", wait_once(stage.log, "d", shop));
  stage.start("notifier", notify_and_hold(shop, again));
  again.set();
  stage.loop.call_soon([&granted] { granted.state()->drop(); });
  stage.settle();
  CHECK(stage.happened() == Log{"notifier done", "d held it", "d done"});
  CHECK_FALSE(shop.lock.is_locked());
}

TEST_CASE("waiting or notifying without the lock is an error") {
  Stage stage;
  Shop shop;
  stage.start("a", wait_without_the_lock(shop));
  CHECK(stage.happened() == Log{"a failed: a wait for a condition without its lock"});
  CHECK_THROWS_AS(shop.changed.notify(), aio::InvalidState);
}
