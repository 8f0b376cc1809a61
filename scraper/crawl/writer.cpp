#include "scraper/crawl/writer.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "fetch/aio/sleep.hpp"

namespace trawl::crawl {

namespace {

/// The most visits that wait for the store, and the most in one transaction.
constexpr std::size_t kQueue = 128;
constexpr std::size_t kBatch = 64;
/// How long a batch gathers while the frontier has enough to hand out. Each transaction writes the index
/// pages that it touches once, so a few large ones cost far less than many small ones.
constexpr std::chrono::milliseconds kGather{10};
/// How many hosts the frontier hears of before others have their turn on the loop: about 5 ms.
constexpr std::size_t kHostsAtOnce = 1'000;
/// Seconds between two samples for the charts.
constexpr double kSampleEvery = 5;

storage::StatSample sample(double at, std::string key, double value) {
  storage::StatSample one;
  one.at = at;
  one.key = std::move(key);
  one.value = value;
  return one;
}

}  // namespace

Writer::Writer(FrontierStore& store, Frontier& frontier, Session& session, Tally& tally,
               const WallClock& clock)
    : store_(store),
      frontier_(frontier),
      session_(session),
      tally_(tally),
      clock_(clock),
      visits_(kQueue),
      started_(clock.now()) {}

aio::Coroutine<void> Writer::put(VisitReport report) {
  co_await visits_.put(std::move(report));
}

void Writer::note(std::string_view level, std::string_view kind, std::string message, std::int64_t url_id,
                  std::int64_t host_id) {
  storage::Event& event = events_.emplace_back();
  event.at = clock_.now();
  event.level = level;
  event.kind = kind;
  event.message = std::move(message);
  if (url_id != 0) event.url_id = url_id;
  if (host_id != 0) event.host_id = host_id;
}

aio::Coroutine<void> Writer::put_seeds(std::vector<storage::NewUrl> seeds) {
  storage::Batch batch;
  batch.urls = std::move(seeds);
  co_await commit(std::move(batch));
}

aio::Coroutine<void> Writer::ask_again(std::vector<std::int64_t> url_ids) {
  storage::Batch batch;
  batch.judged_again = std::move(url_ids);
  co_await commit(std::move(batch));
}

aio::Coroutine<void> Writer::run() {
  while (auto first = co_await visits_.get()) {
    storage::Batch batch;
    take(batch, std::move(*first));
    if (frontier_.has_work() && visits_.size() + 1 < kBatch) co_await aio::sleep(kGather);
    while (batch.visits.size() < kBatch) {
      auto more = visits_.get_nowait();
      if (!more) break;
      take(batch, std::move(*more));
    }
    co_await commit(std::move(batch));
  }
  storage::Batch last;
  co_await commit(std::move(last));
}

void Writer::take(storage::Batch& batch, VisitReport&& report) {
  tally_.add(report);
  batch.visits.push_back(std::move(report.visit));
}

aio::Coroutine<void> Writer::commit(storage::Batch batch) {
  batch.hosts = frontier_.changed_hosts();
  batch.events = std::exchange(events_, {});
  batch.cookies = session_.take_cookie_changes();
  batch.typed_hosts = session_.take_typed_hosts();
  take_samples(batch);
  const std::size_t visits = batch.visits.size();
  auto result = co_await store_.commit(std::move(batch));
  tally_.committed(result.counts, clock_.now());
  const auto pending = std::exchange(result.pending, {});
  for (std::span<const storage::AddedPending> rest(pending); !rest.empty();) {
    const std::size_t count = std::min(rest.size(), kHostsAtOnce);
    frontier_.found(rest.first(count));
    rest = rest.subspan(count);
    if (!rest.empty()) co_await aio::sleep(aio::Duration::zero());
  }
  frontier_.committed(result, visits);
}

void Writer::take_samples(storage::Batch& batch) {
  const double now = clock_.now();
  if (now - last_sample_ < kSampleEvery) return;
  last_sample_ = now;
  const storage::LiveNumbers numbers = tally_.numbers(now - started_, now);
  batch.stats.push_back(sample(now, "pages", static_cast<double>(numbers.pages)));
  batch.stats.push_back(sample(now, "pages_per_second", numbers.pages_per_s));
  batch.stats.push_back(sample(now, "bytes_per_second", numbers.bytes_per_s));
  batch.stats.push_back(sample(now, "queued", static_cast<double>(numbers.queued)));
  batch.stats.push_back(sample(now, "in_flight", frontier_.in_flight()));
}

}  // namespace trawl::crawl
