// The cost of the schedule's decisions: schedule_bench [HOSTS] (100,000), each host with 10 pages and a delay
// of one second, through the frontier and a real store, on a clock that jumps. A thousand fetches of 50 ms
// run at a time, so far more hosts are due than can be fetched. Checks that each host got all its turns, and
// none early.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <unistd.h>

#include "fetch/aio/aio.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/store_thread.hpp"

using namespace trawl;

namespace {

constexpr int kPages = 10, kFetches = 1'000;
constexpr std::chrono::milliseconds kFetchTime{50};
constexpr double kDelay = 1, kGoal = 2;

double thread_microseconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// A temporary folder, in memory if there is such a file system; the destructor removes it.
class Folder {
 public:
  Folder() {
    const bool has_memory = access("/dev/shm", W_OK) == 0;
    std::string name = (has_memory ? "/dev/shm" : std::filesystem::temp_directory_path().string());
    name += "/schedule_bench.XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Folder() {
    std::error_code none;
    if (!path_.empty()) std::filesystem::remove_all(path_, none);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path file(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

struct Turns {
  int count = 0;
  double first = 0, last = 0;
};

/// The turns that the hosts got.
class Record {
 public:
  explicit Record(std::size_t hosts) : turns_(hosts + 1) {}

  void turn(std::int64_t host, double now) {
    Turns& turns = turns_.at(static_cast<std::size_t>(host));
    if (turns.count++ == 0) {
      turns.first = now;
    } else {
      shortest = std::min(shortest, now - turns.last);
      longest = std::max(longest, now - turns.last);
    }
    turns.last = now;
    ++decisions;
  }
  std::size_t starved() const {
    return static_cast<std::size_t>(std::count_if(turns_.begin() + 1, turns_.end(),
                                                  [](const Turns& turns) { return turns.count != kPages; }));
  }
  double latest_first() const {
    double latest = 0;
    for (const Turns& turns : turns_) latest = std::max(latest, turns.first);
    return latest;
  }

  double shortest = std::numeric_limits<double>::infinity(), longest = 0;
  long decisions = 0;

 private:
  std::vector<Turns> turns_;
};

aio::Coroutine<void> fill(crawl::StoreThread& store, crawl::Frontier& frontier, int hosts) {
  constexpr int kHostsABatch = 1'000;
  for (int start = 0; start < hosts; start += kHostsABatch) {
    storage::Batch batch;
    for (int i = start; i < std::min(start + kHostsABatch, hosts); ++i) {
      const std::string domain = "h" + std::to_string(i) + ".example";
      for (int page = 0; page < kPages; ++page) {
        storage::NewUrl url;
        url.url = "http://" + domain + "/" + std::to_string(page);
        url.host_size = static_cast<std::uint32_t>(7 + domain.size());
        url.domain = domain;
        url.via_kind = storage::ViaKind::seed;
        batch.urls.push_back(std::move(url));
      }
    }
    const auto result = co_await store.commit(std::move(batch));
    frontier.committed(result, 0);
  }
}

aio::Coroutine<void> fetches(crawl::Frontier& frontier, const crawl::WallClock& clock, double start,
                             Record& record) {
  const crawl::Outcome outcome = [] {
    crawl::Outcome good;
    good.status = 200;
    good.elapsed = std::chrono::duration<double>(kFetchTime).count();
    return good;
  }();
  while (auto job = co_await frontier.next()) {
    record.turn(job->host_id, clock.now() - start);
    co_await aio::sleep(kFetchTime);
    frontier.ended(*job, outcome, "", true);
    frontier.committed(storage::CommitResult(), 1);
  }
}

/// The same work without decisions: the cost of coroutines and sleeping.
aio::Coroutine<void> idle(long times) {
  while (times-- > 0) co_await aio::sleep(kFetchTime);
}

aio::Coroutine<void> idle_all(long times) {
  aio::TaskGroup group;
  for (int i = 0; i < kFetches; ++i) group.create_task(idle(times / kFetches));
  co_await group.join();
}

aio::Coroutine<double> crawl_all(crawl::Frontier& frontier, const crawl::WallClock& clock, Record& record) {
  aio::TaskGroup group;
  const double start = clock.now();
  group.create_task(frontier.refill());
  for (int i = 0; i < kFetches; ++i) group.create_task(fetches(frontier, clock, start, record));
  co_await group.join();
  co_return clock.now() - start;
}

}  // namespace

int main(int argc, char** argv) {
  const int hosts = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const Folder folder;
  aio::ManualClock manual(true);
  aio::EventLoop loop(manual);
  const crawl::WallClock clock(loop);
  crawl::Options options;
  options.output = folder.file("crawl.db");
  options.delay = std::chrono::milliseconds(static_cast<int>(kDelay * 1'000));
  options.page_limit = 0;
  options.obey_robots = false;
  crawl::StoreThread store(options, "schedule_bench", "{}", clock.now());
  crawl::Frontier frontier(loop, options, store, clock);
  loop.run_until_complete(fill(store, frontier, hosts));

  Record record(static_cast<std::size_t>(hosts));
  const double before = thread_microseconds();
  const double seconds = loop.run_until_complete(crawl_all(frontier, clock, record));
  const double with_decisions = thread_microseconds() - before;
  loop.run_until_complete(idle_all(record.decisions));
  const double without = thread_microseconds() - before - with_decisions;

  const auto decisions = static_cast<double>(record.decisions);
  const double cost = (with_decisions - without) / decisions;
  const double fair = std::max(kDelay, hosts * std::chrono::duration<double>(kFetchTime).count() / kFetches);
  std::printf("%d hosts, %d pages each, %d fetches at a time\n", hosts, kPages, kFetches);
  std::printf(
      "%.2f us a decision (goal: at most %.0f), refills of the windows counted, %.2f us of sleeping not\n",
      cost, kGoal, without / decisions);
  std::printf("simulated: %.0f s, at best %.0f; the last host had its first turn after %.0f s\n", seconds,
              fair * kPages, record.latest_first());
  std::printf("between two turns of a host: %.2f to %.1f s; a fair round takes %.1f s\n", record.shortest,
              record.longest, fair);
  std::printf("hosts that did not get their %d turns: %zu; turns too early: %s\n", kPages, record.starved(),
              record.shortest < kDelay - 1e-3 ? "YES" : "none");
  return record.starved() == 0 && record.shortest >= kDelay - 1e-3 ? 0 : 1;
}
