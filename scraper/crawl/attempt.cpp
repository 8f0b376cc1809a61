#include "scraper/crawl/attempt.hpp"

#include "scraper/crawl/rules/retry.hpp"

namespace trawl::crawl {
namespace {

Attempt answered(fetch::Response response, double now) {
  Attempt ended(std::move(response));
  ended.outcome.status = ended.response->status;
  if (const auto& fault = ended.response->fault; fault && !head_suffices(ended.outcome.status))
    ended.outcome.error = fault->kind();
  if (const auto wait = ended.response->header("retry-after"))
    ended.outcome.retry_after = retry_after(*wait, now);
  return ended;
}

}  // namespace

aio::Coroutine<Attempt> attempt(fetch::Client& client, fetch::Request request, const WallClock& clock) {
  const aio::EventLoop& loop = aio::EventLoop::current();
  const aio::TimePoint begun = loop.time();
  std::optional<Attempt> ended;
  try {
    auto response = co_await client.fetch(std::move(request));
    ended = answered(std::move(response), clock.now());
  } catch (const fetch::Error& error) {
    ended = Attempt(error);
  }
  const std::chrono::nanoseconds waited = ended->response ? ended->response->waited : ended->error->waited;
  ended->outcome.waited = std::chrono::duration<double>(waited).count();
  ended->outcome.elapsed = std::chrono::duration<double>(loop.time() - begun - waited).count();
  co_return std::move(*ended);
}

}  // namespace trawl::crawl
