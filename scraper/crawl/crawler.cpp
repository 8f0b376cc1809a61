#include "scraper/crawl/crawler.hpp"

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "fetch/aio/task_group.hpp"
#include "fetch/client.hpp"
#include "scraper/crawl/attempt.hpp"
#include "scraper/crawl/client_options.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/robots_request.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/session.hpp"
#include "scraper/crawl/store_thread.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "scraper/crawl/writer.hpp"

namespace trawl::crawl {

namespace {

/// How long what is in flight may still take after stop().
constexpr std::chrono::seconds kGrace{10};
constexpr std::chrono::milliseconds kLagProbe{50};

/// For `events`: why a URL is asked for again after try number `attempts`.
std::string why_again(const Attempt& ended, int attempts) {
  if (ended.outcome.is_gate) return "it sets a cookie and redirects to itself: asked again, with the cookie";
  const std::string cause =
      ended.error ? ended.error->what() : fmt::format("status {}", ended.outcome.status);
  return fmt::format("try {} failed: {}", attempts, cause);
}

}  // namespace

struct Crawler::Impl {
  Impl(aio::EventLoop& its_loop, Options crawl_options, std::vector<fetch::Url> seed_urls,
       const std::string& config)
      : loop(its_loop),
        options(std::move(crawl_options)),
        seeds(std::move(seed_urls)),
        scope(options, seeds),
        policy(options, scope),
        clock(loop),
        store(options, seeds.empty() ? std::string() : seeds.front().without_credentials().href(), config,
              clock.now()),
        client(loop, client_options(options, seeds)),
        session(options, seeds, store.cookies(), client.cookies(), clock.now()),
        tally(store.start().counts),
        frontier(loop, options, store, clock),
        writer(store, frontier, session, tally, clock),
        parsers(options.parsers != 0 ? options.parsers : aio::usable_processors(), "parser") {
    const storage::CrawlCounts& before = store.start().counts;
    bytes = before.bytes;
    frontier.count_pages(before.pages);
    frontier.count_sitemaps(before.sitemaps);
  }

  aio::Coroutine<Ending> run();
  aio::Coroutine<void> work();
  aio::Coroutine<void> fetch_all();
  aio::Coroutine<void> fetch_in_turn();
  aio::Coroutine<Attempt> ask(const storage::Lease& lease);
  aio::Coroutine<void> fetch_page(const Job& job);
  aio::Coroutine<void> fetch_robots_of(const Job& job);
  aio::Coroutine<void> watch_time();
  aio::Coroutine<void> watch_lag();
  void end(Ending how) {
    if (!ending) ending = how;
    frontier.close();
  }
  void give_up_what_is_in_flight() {
    end(Ending::interrupted);
    for (aio::Task<void>& fetcher : fetchers) fetcher.cancel();
  }
  double seconds() const { return std::chrono::duration<double>(loop.time() - started).count(); }

  aio::EventLoop& loop;
  const Options options;
  const std::vector<fetch::Url> seeds;
  const Scope scope;
  const VisitPolicy policy;
  WallClock clock;
  StoreThread store;
  fetch::Client client;
  Session session;
  Tally tally;
  Frontier frontier;
  Writer writer;
  aio::TimePoint started;
  std::int64_t bytes = 0;  // of all pages fetched, stored or not yet
  std::optional<Ending> ending;
  bool has_begun = false, has_ended = false;
  std::vector<aio::Task<void>> fetchers, services;
  std::optional<aio::Handle> grace;
  aio::ThreadPool parsers;  // last, so that what it works on outlives it
};

Crawler::Crawler(aio::EventLoop& loop, Options options, std::vector<fetch::Url> seeds,
                 const std::string& config)
    : impl_(std::make_unique<Impl>(loop, std::move(options), std::move(seeds), config)) {}

Crawler::~Crawler() {
  if (impl_->grace) impl_->grace->cancel();
}

bool Crawler::is_resumed() const {
  return impl_->store.start().resumed;
}

aio::Coroutine<Ending> Crawler::run() {
  return impl_->run();
}

aio::Coroutine<Ending> Crawler::Impl::run() {
  started = loop.time();
  has_begun = true;
  co_await work();
  if (!ending) ending = frontier.reached_page_limit() ? Ending::page_limit : Ending::finished;
  std::string stats = fmt::format(R"({{"pages":{},"bytes":{},"seconds":{:.3f}}})", tally.counts().pages,
                                  tally.counts().bytes, seconds());
  std::string status(storage::name_of(state_of(*ending))), reason(reason_of(*ending));
  const auto counts =
      co_await store.finish(std::move(status), std::move(reason), std::move(stats), clock.now());
  tally.committed(counts, clock.now());
  session.save_cookies(clock.now());
  has_ended = true;
  co_return *ending;
}

/// Puts the seeds, then runs fetchers, services and writer in one group: the first error of any of them ends
/// the others and comes out of it.
aio::Coroutine<void> Crawler::Impl::work() {
  frontier.restore(store.needed_hosts());
  auto urls = first_urls(policy, seeds);
  co_await writer.put_seeds(std::move(urls));
  aio::TaskGroup group(loop);
  group.create_task(writer.run(), "writer");
  services.push_back(group.create_task(frontier.refill(), "refill"));
  services.push_back(group.create_task(watch_time(), "time limit"));
  services.push_back(group.create_task(watch_lag(), "loop lag"));
  group.create_task(fetch_all(), "fetchers");
  co_await group.join();
}

/// Runs the fetchers until the frontier says that the crawl is over, then ends what served them.
aio::Coroutine<void> Crawler::Impl::fetch_all() {
  aio::TaskGroup group(loop);
  for (int i = 0; i < options.concurrency; ++i)
    fetchers.push_back(group.create_task(fetch_in_turn(), fmt::format("fetcher-{}", i + 1)));
  co_await group.join();
  for (aio::Task<void>& service : services) service.cancel();
  writer.close();
}

aio::Coroutine<void> Crawler::Impl::fetch_in_turn() {
  while (auto job = co_await frontier.next()) {
    if (job->kind == Job::Kind::robots) {
      co_await fetch_robots_of(*job);
    } else if (job->kind == Job::Kind::page) {
      co_await fetch_page(*job);
    } else {
      auto refusal = read_refusal(job->lease, job->reason);
      co_await writer.put(std::move(refusal));
    }
  }
}

aio::Coroutine<Attempt> Crawler::Impl::ask(const storage::Lease& lease) {
  auto url = fetch::Url::parse(lease.url);
  if (!url) {
    Attempt refused(fetch::Error(fetch::ErrorKind::internal, "the stored URL is no URL"));
    co_return refused;
  }
  auto request = session.request_for(std::move(*url), lease);
  co_return co_await attempt(client, std::move(request), clock, options.key);
}

/// Fetches a page. This alone decides whether to try again; everything after it is told.
aio::Coroutine<void> Crawler::Impl::fetch_page(const Job& job) {
  auto ended = co_await ask(job.lease);
  const double now = clock.now();
  const auto retry = retry_pause_of_crawl(options, ended.outcome, job.lease.attempts + 1);
  const bool counts = !retry && !is_sitemap(job.lease);  // towards the page limits
  const auto size = ended.response ? static_cast<std::int64_t>(ended.response->body.size()) : 0;
  const std::string_view ip = ended.response ? std::string_view(ended.response->ip) : "";
  frontier.ended(job, ended.outcome, ip, counts);
  if (!retry) bytes += size;
  if (options.size_limit != 0 && bytes >= options.size_limit) end(Ending::size_limit);
  VisitReport report;
  if (retry) {
    auto why = why_again(ended, job.lease.attempts + 1);
    report = read_retry(job.lease, ended.outcome, *retry, std::move(why), now);
    ended.response.reset();  // nobody reads the body, and the writer may let us wait
  } else if (ended.response) {
    // By value, so that the body dies on the parser's thread.
    auto read = [](const VisitPolicy* with_policy, storage::Lease lease, fetch::Response response,
                   Outcome outcome,
                   double at) { return read_response(*with_policy, lease, response, outcome, at); };
    report = co_await aio::to_thread(parsers, read, &policy, job.lease, std::move(*ended.response),
                                     ended.outcome, now);
  } else {
    report = read_failure(policy, job.lease, *ended.error, ended.outcome, now);
  }
  co_await writer.put(std::move(report));
}

aio::Coroutine<void> Crawler::Impl::fetch_robots_of(const Job& job) {
  const auto reply = co_await fetch_robots(client, options, clock, job.origin);
  if (reply.answer == RobotsAnswer::refuse_all) {
    auto text = fmt::format("{}/robots.txt could not be fetched: {}", job.origin, reply.problem);
    writer.note("robots", std::move(text), job.host_id);
  }
  if (reply.answer != RobotsAnswer::refuse_all && looks_for_sitemaps(policy, job.origin)) {
    auto found = co_await aio::to_thread(parsers, discovered_sitemaps, &policy, job.origin, reply.body);
    if (!found.empty()) co_await writer.put_seeds(std::move(found));
  }
  frontier.robots_answered(job, reply.answer, reply.body, reply.outcome);
}

aio::Coroutine<void> Crawler::Impl::watch_time() {
  if (options.time_limit.count() == 0) co_return;
  co_await aio::sleep(options.time_limit);
  end(Ending::time_limit);
}

/// A sleep that ends late shows how long something held the loop.
aio::Coroutine<void> Crawler::Impl::watch_lag() {
  for (;;) {
    const aio::TimePoint due = loop.time() + kLagProbe;
    co_await aio::sleep(kLagProbe);
    tally.add_lag(std::chrono::duration<double>(loop.time() - due).count(), clock.now());
  }
}

void Crawler::pause() {
  impl_->frontier.pause();
}

void Crawler::go_on() {
  impl_->frontier.go_on();
}

void Crawler::stop() {
  if (impl_->has_ended || impl_->grace) return;
  impl_->end(Ending::interrupted);
  impl_->grace = impl_->loop.call_later(kGrace, [impl = impl_.get()] { impl->give_up_what_is_in_flight(); });
}

void Crawler::stop_now() {
  if (!impl_->has_ended) impl_->give_up_what_is_in_flight();
}

storage::LiveNumbers Crawler::progress() const {
  using storage::CrawlState;
  const Impl& impl = *impl_;
  auto numbers = impl.tally.numbers(impl.has_begun ? impl.seconds() : 0, impl.clock.now());
  numbers.state = impl.has_ended                                ? state_of(*impl.ending)
                  : impl.has_begun && impl.frontier.is_closed() ? CrawlState::stopping
                  : impl.has_begun && impl.frontier.is_paused() ? CrawlState::paused
                                                                : CrawlState::running;
  numbers.in_flight = impl.frontier.in_flight();
  numbers.page_limit = impl.options.page_limit;
  numbers.concurrency = impl.options.concurrency;
  return numbers;
}

std::vector<storage::LiveHost> Crawler::hosts(std::size_t most) const {
  return impl_->frontier.hosts(most);
}

std::vector<storage::LivePage> Crawler::recent(std::size_t most) const {
  return impl_->tally.recent(most);
}

}  // namespace trawl::crawl
