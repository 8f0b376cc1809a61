// Orders: what they change in a file, what undoing them restores, and what a kill leaves.
#include "storage/orders.hpp"

#include <doctest/doctest.h>

#include "storage/file/order_box.hpp"
#include "storage/given_order.hpp"
#include "storage/order_matches.hpp"
#include "tests/storage/child_process.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

Order order_of(OrderAction action, OrderFields fields) {
  Order order;
  order.token = new_order_token();
  order.at = trawl::text::epoch_now();
  order.source = "ctl";
  order.action = action;
  order.fields = std::move(fields);
  return order;
}

/// Pages /a0 to /a9 of one host and /b0 to /b4 of another that wait, and /done and /broken that are over.
struct Queue : CrawlFile {
  Queue() {
    commit(fetched(new_url("/done")));
    Visit broken = fetched(new_url("/broken"), 0);
    broken.state = UrlState::failed;
    broken.attempts = 3;
    commit(std::move(broken));
    std::vector<NewUrl> urls;
    for (int i = 0; i < 10; ++i) urls.push_back(new_url("/a" + std::to_string(i)));
    for (int i = 0; i < 5; ++i)
      urls.push_back(new_url("/b" + std::to_string(i), ViaKind::link, "https://b.example:8443"));
    urls.push_back(skipped_url("/deep", SkipReason::depth));
    add(urls);
  }

  OrderOutcome give(OrderAction action, OrderFields fields) {
    OrderTask task;
    task.order = order_of(action, std::move(fields));
    if (action == OrderAction::undo) {
      const UndoTarget target = store().order_to_undo(std::atoi(task.order.field("order").c_str()));
      task.undoes = target.order;
      task.refusal = target.problem;
    }
    return store().perform(task, {});
  }
  std::int64_t preview(OrderAction action, OrderFields fields) {
    return preview_of(file(), order_of(action, std::move(fields)), {}).count;
  }
  std::int64_t waiting() { return count("SELECT count(*) FROM urls WHERE state = 'pending'"); }
  /// All that an order can change of `urls`.
  std::string rows() {
    return text(R"sql(
      SELECT group_concat(concat) FROM (SELECT id || state || ifnull(skip_reason, '') || priority || ' ' || due_at || ' ' ||
        attempts || kills || crawl_id AS concat FROM urls ORDER BY id))sql");
  }
  /// Whether counters and hosts say what the rows say.
  bool counts_agree() {
    return count(R"sql(
      SELECT count(*) FROM (
        SELECT kind, name, value FROM numbers WHERE kind IN ('url state', 'skip reason')
        EXCEPT SELECT kind, name, sum(value) FROM counters GROUP BY 1, 2))sql") == 0 &&
           count(R"sql(SELECT count(*) FROM hosts WHERE pending <>
             (SELECT count(*) FROM urls WHERE host_id = hosts.id AND state = 'pending'))sql") == 0;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Queue, "conditions choose the URLs of an order, and all of them have to hold") {
  using enum OrderAction;
  struct Row {
    OrderFields fields;
    int waiting, over;
  };
  for (const Row& row : {Row{{{"all", "true"}}, 15, 3},
                         {{{"url", "example/a"}}, 10, 0},
                         {{{"url", "*/a?"}}, 0, 0},  // only * is special
                         {{{"url", "http://*/b*"}}, 0, 1},
                         {{{"like", "%/b_"}}, 5, 0},
                         {{{"host", "b.example:8443"}}, 5, 0},
                         {{{"host", "https://b.example:8443"}}, 5, 0},
                         {{{"host", "b.example"}}, 0, 0},
                         {{{"host", "a.example"}, {"url", "3"}}, 1, 0},
                         {{{"depth", "0"}}, 15, 3},
                         {{{"depth", "1-"}}, 0, 0},
                         {{{"state", "failed,skipped"}}, 0, 2},
                         {{{"status", "200"}}, 0, 1},
                         {{{"status", "0,4xx"}}, 0, 1},
                         {{{"where", "host LIKE '%b.ex%' AND id > 0 -- sure"}}, 5, 0},
                         {{{"where", "state = 'pending'"}}, 15, 0},
                         {{{"where", "0"}}, 0, 0}}) {
    CAPTURE(row.fields[0].first);
    CAPTURE(row.fields[0].second);
    CHECK(preview(drop, row.fields) == row.waiting);
    CHECK(preview(requeue, row.fields) == row.over);
  }
  for (const OrderFields& wrong : {OrderFields{},
                                   {{"depth", "x"}},
                                   {{"state", "lost"}},
                                   {{"status", "teapot"}},
                                   {{"where", "no_such_column"}},
                                   {{"where", "1); DELETE FROM urls; --"}},
                                   {{"where", "id IN (SELECT value FROM cookies"}}})
    CHECK(error_of([&] { preview(drop, wrong); }) == ErrorKind::sql);
}

TEST_CASE_FIXTURE(Queue, "a preview shows the first URLs, and changes nothing") {
  const std::string before = rows();
  const OrderPreview shown = preview_of(file(), order_of(OrderAction::requeue, {{"all", "true"}}), {});
  CHECK(shown.count == 3);
  REQUIRE(shown.samples.size() == 3);
  CHECK(shown.samples[0].url == "http://a.example/done");
  CHECK(shown.samples[2].state == "skipped");
  CHECK(shown.samples[2].skip_reason == "depth");
  CHECK(preview_of(file(), order_of(OrderAction::drop, {{"url", "/b"}}), {}).samples.size() == 5);
  CHECK(rows() == before);
}

TEST_CASE_FIXTURE(
    Queue, "drop, requeue and prioritize change rows, counters and hosts at once; undo restores them") {
  using enum OrderAction;
  for (const auto& [action, fields] :
       {std::pair{drop, OrderFields{{"url", "/a"}}},
        {drop, OrderFields{{"where", "id % 2"}}},
        {requeue, OrderFields{{"all", "true"}}},
        {prioritize, OrderFields{{"host", "b.example:8443"}, {"priority", "7"}}}}) {
    const std::string before = rows();
    const OrderOutcome done = give(action, fields);
    CAPTURE(done.order.message);
    CHECK(done.order.state == "done");
    CHECK(done.order.counted > 0);
    CHECK(rows() != before);
    CHECK(counts_agree());
    CHECK(done.hosts.empty() == (action == prioritize));
    for (const AddedPending& host : done.hosts)
      CHECK(host.count == count("SELECT pending FROM hosts WHERE id = " + std::to_string(host.host_id)));
    const OrderOutcome undone = give(undo, {});
    CHECK(undone.order.counted == done.order.counted);
    CHECK(rows() == before);
    CHECK(counts_agree());
  }
  CHECK(count("SELECT count(*) FROM order_urls") == 0);
  CHECK(text("SELECT group_concat(state) FROM orders WHERE action <> 'undo'") ==
        "undone,undone,undone,undone");
  CHECK(count("SELECT count(*) FROM events WHERE kind = 'steering'") == 8);
}

TEST_CASE_FIXTURE(Queue, "what was dropped is not asked, and no link or seed brings it back in this crawl") {
  give(OrderAction::drop, {{"url", "/a"}});
  CHECK(text("SELECT skip_reason FROM urls WHERE url LIKE '%/a0'") == "dropped: order 1");
  CHECK(lease_from(store(), 1, 100, 1e12).leases.empty());
  add({new_url("/a0"), new_url("/a1", ViaKind::seed)});
  CHECK(count("SELECT count(*) FROM urls WHERE state = 'skipped' AND skip_reason LIKE 'dropped%'") == 10);
  store().finish_crawl("finished", "nothing left to fetch", "{}", 1'700'000'050);
  store().start_crawl(CrawlChoice("again", "{}"), 1'700'000'100);
  add({new_url("/a0")});
  CHECK(text("SELECT state FROM urls WHERE url LIKE '%/a0'") == "pending");
}

TEST_CASE_FIXTURE(Queue, "priority decides what is leased first, and a requeued URL starts anew") {
  give(OrderAction::prioritize, {{"url", "/a7"}, {"priority", "5"}});
  give(OrderAction::requeue, {{"state", "failed"}});
  const auto leases = lease_from(store(), 1, 2, 1e12).leases;
  CHECK(leases.at(0).url == "http://a.example/a7");
  CHECK(leases.at(1).url == "http://a.example/broken");
  CHECK(leases.at(1).attempts == 0);
}

TEST_CASE_FIXTURE(Queue, "undo leaves alone what has happened since, and says how much it restored") {
  give(OrderAction::requeue, {{"all", "true"}});
  Lease lease = lease_from(store(), 1, 1, 1e12).leases.at(0);
  CHECK(lease.url == "http://a.example/done");
  commit(visit_of(lease));
  const OrderOutcome undone = give(OrderAction::undo, {{"order", "1"}});
  CHECK(undone.order.message == "order 1 (requeue) was undone: 2 URLs of 3");
  CHECK(text("SELECT state FROM urls WHERE url LIKE '%/done'") == "done");
  CHECK(text("SELECT skip_reason FROM urls WHERE url LIKE '%/deep'") == "depth");
  CHECK(counts_agree());
  CHECK(give(OrderAction::undo, {{"order", "1"}}).order.message == "order 1 was undone already");
  CHECK(give(OrderAction::undo, {{"order", "77"}}).order.message == "there is no order 77");
  CHECK(give(OrderAction::undo, {{"order", "2"}}).order.state == "refused");
}

TEST_CASE_FIXTURE(Queue, "the newest twenty orders can be undone, and older ones take no room") {
  for (int i = 0; i < 21; ++i)
    give(OrderAction::prioritize, {{"url", "/a1"}, {"priority", std::to_string(i)}});
  CHECK(count("SELECT count(*) FROM order_urls") == kOrdersKept);
  CHECK(give(OrderAction::undo, {{"order", "1"}}).order.state == "refused");
  CHECK(give(OrderAction::undo, {{"order", "3"}}).order.state == "done");
}

TEST_CASE_FIXTURE(Queue, "leases that are given back wait again; those in flight are left alone") {
  const auto leases = lease_from(store(), 1, 4, 1e12).leases;
  const std::vector<std::int64_t> held{leases[0].url_id, leases[1].url_id};
  store().give_back(held);
  CHECK(counts_agree());
  CHECK(give(OrderAction::drop, {{"host", "a.example"}}).order.counted == 8);
  CHECK(count("SELECT count(*) FROM urls WHERE state = 'leased'") == 2);
}

TEST_CASE_FIXTURE(Queue, "a condition that lies about a state changes nothing, and the order is refused") {
  const std::string before = rows();
  const OrderOutcome lie = give(
      OrderAction::drop,
      {{"where", "0) UNION SELECT id, host_id, 'pending', NULL, 0, 0.0, 0, 0, 1 FROM main.urls WHERE (1"}});
  CHECK(lie.order.state == "refused");
  CHECK(rows() == before);
  CHECK(counts_agree());
}

TEST_CASE("a kill in the middle of an order leaves all of it or nothing") {
  for (const int orders : {0, 1, 2}) {
    CAPTURE(orders);
    Queue queue;
    queue.close();
    const std::string before = queue.rows();
    CHECK(signal_that_ended([&] {
            die_at_commit(orders + 2);  // the first is part of opening the file
            Store store(queue.file());
            for (const OrderAction action : {OrderAction::drop, OrderAction::undo, OrderAction::prioritize}) {
              OrderTask task;
              task.order = order_of(action, {{"all", "true"}});
              task.leased = Leased::waits;
              if (action == OrderAction::undo) task.undoes = store.order_to_undo(0).order;
              store.perform(task, {});
            }
          }) == SIGKILL);
    queue.reopen();
    CHECK(queue.count("SELECT count(*) FROM orders") == orders);
    CHECK(queue.waiting() == (orders == 1 ? 0 : 15));
    if (orders != 1) CHECK(queue.rows() == before);
    CHECK(queue.counts_agree());
  }
}

TEST_CASE(
    "an order for a file on which no crawl runs is performed at once, and a finished crawl can be resumed "
    "then") {
  Queue queue;
  queue.store().finish_crawl("finished", "nothing left to fetch", "{}", 1'700'000'050);
  queue.close();
  const auto give = [&](OrderAction action, OrderFields fields) {
    return give_order(queue.file(), order_of(action, std::move(fields)), {}, std::chrono::seconds(5));
  };
  CHECK(give(OrderAction::requeue, {{"status", "200"}}).order.counted == 1);
  CHECK(queue.text("SELECT status || ': ' || exit_reason FROM crawls") == "interrupted: requeued");
  CHECK(give(OrderAction::drop, {{"url", "example/a"}}).order.counted == 10);
  CHECK(give(OrderAction::undo, {}).order.counted == 10);
  CHECK(queue.counts_agree());
  CHECK(give(OrderAction::pause, {}).fate == GivenOrder::Fate::no_crawl);
  CHECK(error_of([] {
          give_order("nowhere.db", order_of(OrderAction::stop, {}), {}, std::chrono::seconds(1));
        }) == ErrorKind::missing);
}

TEST_CASE_FIXTURE(
    Queue,
    "an order waits beside the file of a crawl, is performed once, and is taken back when it is late") {
  const Order order = order_of(OrderAction::drop, {{"url", "/\"\n;a"}});
  const OrderBox box(file());
  box.add(line_of(order));
  box.add("no order at all");
  const auto orders = store().waiting_orders();
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].fields == order.fields);
  CHECK(box.lines().size() == 1);
  OrderTask task;
  task.order = orders[0];
  CHECK(store().perform(task, {}).order.id == 1);
  CHECK(box.lines().empty());
  CHECK_FALSE(std::filesystem::exists(file().string() + "-orders"));
  box.add(line_of(order));  // as a kill before it was taken out would leave it
  const OrderOutcome again = store().perform(task, {});
  CHECK(again.was_done_before);
  CHECK(again.order.id == 1);
  CHECK(box.lines().empty());
  const auto late = give_order(file(), order_of(OrderAction::stop, {}), {}, std::chrono::milliseconds(50));
  CHECK(late.fate == GivenOrder::Fate::untaken);
  CHECK(box.lines().empty());
}

TEST_CASE("a list of orders that others may write to is not read") {
  TemporaryFolder folder;
  const OrderBox box(folder / "a.db");
  box.add("t 1 ctl stop {}");
  std::filesystem::permissions(folder / "a.db-orders", std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  CHECK(error_of([&] { box.lines(); }) == ErrorKind::foreign_file);
  std::filesystem::remove(folder / "a.db-orders");
  std::filesystem::create_symlink("/etc/hostname", folder / "a.db-orders");
  CHECK(error_of([&] { box.add("x"); }).has_value());
}
