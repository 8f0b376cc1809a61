#include "scraper/crawl/fetcher_pool.hpp"

#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"

namespace trawl::crawl {

FetcherPool::FetcherPool(aio::EventLoop& loop, Frontier& frontier, Fetcher& fetcher, int concurrency)
    : loop_(loop),
      frontier_(frontier),
      fetcher_(fetcher),
      concurrency_(concurrency),
      slots_(static_cast<std::size_t>(concurrency)) {}

aio::Coroutine<void> FetcherPool::run() {
  aio::TaskGroup group(loop_);
  group_ = &group;
  for (int i = 0; i < concurrency_; ++i) start();
  co_await group.join();
  group_ = nullptr;
}

void FetcherPool::set_concurrency(int concurrency) {
  surplus_ += concurrency_ - std::exchange(concurrency_, concurrency);
  for (; surplus_ < 0 && !kept_back_.empty(); ++surplus_) kept_back_.pop_back();
  for (; surplus_ < 0; ++surplus_) slots_.release();
  if (group_ == nullptr) return;
  try {
    // A slot that nobody waits for needs a fetcher.
    for (std::size_t free = slots_.available(); free > 0; --free) start();
  } catch (const aio::InvalidState&) {
    // A fetcher has failed, or the crawl is over, and the others are about to end.
  }
}

void FetcherPool::cancel() {
  for (aio::Task<void>& task : fetchers_) task.cancel();
}

void FetcherPool::start() {
  std::erase_if(fetchers_, [](const aio::Task<void>& task) { return task.done(); });
  fetchers_.push_back(group_->create_task(fetch_in_turn(), fmt::format("fetcher-{}", ++started_)));
}

/// Lends the slot of a fetch to another one when its host has been silent for a while.
class FetcherPool::Lending final : private aio::Timer {
 public:
  Lending(FetcherPool& pool, Job& job, aio::Semaphore::Permit slot)
      : pool_(pool), job_(job), slot_(std::move(slot)) {
    if (job.slot == Slot::silent) pool.loop_.set_timer(*this, pool.loop_.time() + Slots::kPatience);
  }
  ~Lending() override = default;

 private:
  void expire() override {
    if (!pool_.frontier_.lend(job_)) return;
    slot_.reset();
    if (pool_.slots_.available() == 0) return;  // an idle fetcher has got it
    try {
      pool_.start();
    } catch (const aio::InvalidState&) {
      // A fetcher has failed, and the others are about to be cancelled.
    }
  }

  FetcherPool& pool_;
  Job& job_;
  std::optional<aio::Semaphore::Permit> slot_;
};

aio::Coroutine<void> FetcherPool::fetch_in_turn() {
  for (;;) {
    auto slot = co_await slots_.acquire();
    if (surplus_ > 0) {
      --surplus_;
      kept_back_.push_back(std::move(slot));
      co_return;
    }
    co_await fetcher_.until_ready();
    auto job = co_await frontier_.next();
    if (!job) co_return;
    const Lending lending(*this, *job, std::move(slot));
    co_await fetcher_.work_on(*job);
    // What is refused without a request waits for nothing, for as many URLs as there are.
    co_await aio::sleep(aio::Duration::zero());
  }
}

}  // namespace trawl::crawl
