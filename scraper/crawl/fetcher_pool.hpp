#pragma once
#include <vector>

#include "fetch/aio/semaphore.hpp"
#include "fetch/aio/task_group.hpp"
#include "scraper/crawl/fetcher.hpp"
#include "scraper/crawl/frontier.hpp"

namespace trawl::crawl {

/// The fetchers of a crawl: each takes a job of the frontier, works on it, and takes the next. As many work
/// at once as the concurrency says; one whose host is silent does not count (rules/slots.hpp).
/// Thread: the loop's. Requires: what it is made of outlives it.
class FetcherPool {
 public:
  FetcherPool(aio::EventLoop& loop, Frontier& frontier, Fetcher& fetcher, int concurrency);
  FetcherPool(const FetcherPool&) = delete;
  FetcherPool& operator=(const FetcherPool&) = delete;

  /// Ends when the frontier says that the crawl is over, with the first error of a fetcher. Call once.
  aio::Coroutine<void> run();
  /// From now on so many work at once. What is in flight beyond that ends as usual.
  void set_concurrency(int concurrency);
  /// Gives up what is in flight.
  void cancel();

 private:
  class Lending;
  aio::Coroutine<void> fetch_in_turn();
  void start();

  aio::EventLoop& loop_;
  Frontier& frontier_;
  Fetcher& fetcher_;
  int concurrency_;
  int surplus_ = 0;  // slots to be kept back as soon as they are free
  aio::Semaphore slots_;
  std::vector<aio::Semaphore::Permit> kept_back_;
  aio::TaskGroup* group_ = nullptr;
  int started_ = 0;
  std::vector<aio::Task<void>> fetchers_;
};

}  // namespace trawl::crawl
