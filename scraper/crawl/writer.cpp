#include "scraper/crawl/writer.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "fetch/aio/sleep.hpp"

namespace trawl::crawl {

namespace {

/// The most visits that wait for the store: half as many as are in flight, within these bounds. What waits
/// at a kill is fetched again, like what is in flight.
constexpr int kLeastQueue = 20, kMostQueue = 256;
/// Bytes of the pages that are being read or wait for the store: some 200 usual ones, or one of the largest.
/// What their links become takes many times the page.
constexpr std::size_t kRead = 8 << 20;
/// A batch gathers while the frontier has enough to hand out, until the queue is full, so many bytes of pages
/// are in memory, or a pause for each few places of the queue has passed. Each transaction writes the index
/// pages that it touches once, so a few large ones cost far less than many small ones.
constexpr std::size_t kGathered = 3 << 20;
constexpr std::size_t kPlacesAPause = 4;
constexpr std::chrono::milliseconds kPause{2};
/// How many hosts the frontier hears of before others have their turn on the loop: about 5 ms.
constexpr std::size_t kHostsAtOnce = 1'000;
}  // namespace

Writer::Writer(FrontierStore& store, Frontier& frontier, Session& session, Tally& tally,
               const WallClock& clock, int concurrency, double earlier_seconds)
    : store_(store),
      frontier_(frontier),
      session_(session),
      tally_(tally),
      clock_(clock),
      room_(kRead),
      most_waiting_(static_cast<std::size_t>(std::clamp(concurrency / 2, kLeastQueue, kMostQueue))),
      visits_(most_waiting_),
      started_(clock.now()),
      earlier_(earlier_seconds),
      sampler_(earlier_seconds) {}

aio::Coroutine<void> Writer::put(VisitReport report, Room::Share share) {
  Waiting waiting(std::move(report), std::move(share));
  co_await visits_.put(std::move(waiting));
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
    for (std::size_t i = 0; i < most_waiting_ / kPlacesAPause && gathers(); ++i) co_await aio::sleep(kPause);
    while (auto more = visits_.get_nowait()) take(batch, std::move(*more));
    co_await commit(std::move(batch));
    shares_.clear();
  }
  storage::Batch last;
  take_sample(last);
  co_await commit(std::move(last));
}

/// Whether more visits of the same batch are worth a pause.
bool Writer::gathers() const {
  return frontier_.has_work() && visits_.size() < most_waiting_ && room_.held() < kGathered;
}

void Writer::take(storage::Batch& batch, Waiting&& waiting) {
  tally_.add(waiting.report);
  batch.visits.push_back(std::move(waiting.report.visit));
  shares_.push_back(std::move(waiting.share));
}

aio::Coroutine<void> Writer::commit(storage::Batch batch) {
  batch.hosts = frontier_.changed_hosts();
  batch.events = std::exchange(events_, {});
  batch.cookies = session_.take_cookie_changes();
  batch.typed_hosts = session_.take_typed_hosts();
  if (batch.stats.empty() && sampler_.is_due(seconds())) take_sample(batch);
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

double Writer::seconds() const {
  return earlier_ + clock_.now() - started_;
}

void Writer::take_sample(storage::Batch& batch) {
  const double now = clock_.now();
  storage::LiveNumbers numbers = tally_.numbers(now - started_, now);
  numbers.earlier_s = earlier_;
  numbers.in_flight = frontier_.in_flight();
  sampler_.take(batch, numbers, tally_.take_latencies(), now);
}

}  // namespace trawl::crawl
