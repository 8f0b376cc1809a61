#include "scraper/crawl/crawler.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/lock.hpp"
#include "fetch/aio/semaphore.hpp"
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
#include "scraper/crawl/suspects.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "scraper/crawl/writer.hpp"

namespace trawl::crawl {

namespace {

/// How long what is in flight may still take after stop().
constexpr std::chrono::seconds kGrace{10};
/// How often the tally hears how long something held the loop.
constexpr std::chrono::milliseconds kLagProbe{50};

/// A crawl can ask again, so its answers may come with a doubt.
fetch::ClientOptions doubting(fetch::ClientOptions options) {
  options.may_doubt = true;
  return options;
}
constexpr std::chrono::seconds kFileProbe{1};
/// From so many kills on, a URL is in flight without others that are as suspicious: one more kill puts it
/// aside, and they would all go together.
constexpr int kSuspiciousKills = 2;

/// For `events`: why a URL is asked for again after try number `attempts`.
std::string why_again(const Attempt& ended, int attempts) {
  if (ended.outcome.is_gate) return "it sets a cookie and redirects to itself: asked again, with the cookie";
  const std::string cause =
      ended.error ? ended.error->what() : fmt::format("status {}", ended.outcome.status);
  return fmt::format("try {} failed: {}", attempts, cause);
}

}  // namespace

struct Crawler::Impl {
  class Lending;

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
        client(loop, doubting(client_options(options, seeds, store.typed_hosts()))),
        session(options, seeds, store.cookies(), client, clock.now()),
        tally(store.start().counts),
        frontier(loop, options, store, clock),
        writer(store, frontier, session, tally, clock),
        suspects(loop, client.connections(), frontier, writer),
        slots(static_cast<std::size_t>(options.concurrency)),
        parsers(options.parsers != 0 ? options.parsers : aio::usable_processors(), "parser") {
    const storage::CrawlCounts& before = store.start().counts;
    bytes = before.bytes;
    frontier.count_pages(before.pages);
    frontier.count_sitemaps(before.sitemaps);
    frontier.ask_before_end([this] { return suspects.when_settled(); });
  }

  aio::Coroutine<Ending> run();
  aio::Coroutine<void> work();
  aio::Coroutine<void> fetch_all();
  aio::Coroutine<void> fetch_in_turn();
  aio::Coroutine<Attempt> ask(const storage::Lease& lease);
  void start_fetcher();
  aio::Coroutine<void> fetch_page(Job& job);
  aio::Coroutine<void> look_up_host_of(Job& job);
  aio::Coroutine<void> fetch_robots_of(Job& job);
  void note_parked();
  void look_for_shortage(const Outcome& outcome, std::int64_t host_id);
  aio::Coroutine<void> watch_suspects();
  aio::Coroutine<void> watch_time();
  aio::Coroutine<void> watch_file();
  aio::Coroutine<void> watch_lag();
  void end(Ending how) {
    if (!ending) ending = how;
    frontier.close();
  }
  void give_up_what_is_in_flight() {
    end(Ending::interrupted);
    for (aio::Task<void>& fetcher : fetchers) fetcher.cancel();
  }
  Ending how_it_ended() const {
    if (frontier.reached_page_limit()) return Ending::page_limit;
    return frontier.left_only_parked() ? Ending::parked : Ending::finished;
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
  Suspects suspects;
  aio::Lock killed_before;  // held by the one URL in flight that was in flight at two kills
  aio::TimePoint started;
  std::int64_t bytes = 0;  // of all pages fetched, stored or not yet
  std::optional<Ending> ending;
  bool has_begun = false, has_ended = false, has_told_shortage = false;
  aio::Semaphore slots;  // as many as the concurrency; see rules/slots.hpp
  aio::TaskGroup* fetching = nullptr;
  int fetchers_started = 0;
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

const std::vector<std::string>& Crawler::put_aside() const {
  return impl_->store.start().put_aside;
}

aio::Coroutine<Ending> Crawler::run() {
  return impl_->run();
}

aio::Coroutine<Ending> Crawler::Impl::run() {
  started = loop.time();
  has_begun = true;
  co_await work();
  if (!ending) ending = how_it_ended();
  std::string stats = fmt::format(R"({{"pages":{},"bytes":{},"seconds":{:.3f},"longest_hold_ms":{:.1f}}})",
                                  tally.counts().pages, tally.counts().bytes, seconds(),
                                  tally.numbers(0, clock.now()).longest_hold_ms);
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
  for (const storage::HostRecord& host : store.needed_hosts()) {
    frontier.restore(host);
    co_await aio::sleep(aio::Duration::zero());  // a robots.txt may be long, and the hosts many
  }
  auto urls = first_urls(policy, seeds);
  co_await writer.put_seeds(std::move(urls));
  aio::TaskGroup group(loop);
  group.create_task(writer.run(), "writer");
  services.push_back(group.create_task(frontier.refill(), "refill"));
  services.push_back(group.create_task(watch_time(), "time limit"));
  services.push_back(group.create_task(watch_file(), "file"));
  services.push_back(group.create_task(watch_lag(), "loop lag"));
  group.create_task(watch_suspects(), "suspects");
  group.create_task(fetch_all(), "fetchers");
  co_await group.join();
}

/// Runs the fetchers until the frontier says that the crawl is over, then ends what served them.
aio::Coroutine<void> Crawler::Impl::fetch_all() {
  aio::TaskGroup group(loop);
  fetching = &group;
  for (int i = 0; i < options.concurrency; ++i) start_fetcher();
  co_await group.join();
  for (aio::Task<void>& service : services) service.cancel();
  co_await suspects.settle();
}

void Crawler::Impl::start_fetcher() {
  std::erase_if(fetchers, [](const aio::Task<void>& fetcher) { return fetcher.done(); });
  fetchers.push_back(fetching->create_task(fetch_in_turn(), fmt::format("fetcher-{}", ++fetchers_started)));
}

/// Lends the slot of a fetch to another one when its host has been silent for a while.
class Crawler::Impl::Lending final : private aio::Timer {
 public:
  Lending(Impl& crawler, Job& job, aio::Semaphore::Permit slot)
      : crawler_(crawler), job_(job), slot_(std::move(slot)) {
    if (job.slot == Slot::silent) crawler.loop.set_timer(*this, crawler.loop.time() + Slots::kPatience);
  }
  ~Lending() override = default;

 private:
  void expire() override {
    if (!crawler_.frontier.lend(job_)) return;
    slot_.reset();
    if (crawler_.slots.available() == 0) return;  // an idle fetcher has got it
    try {
      crawler_.start_fetcher();
    } catch (const aio::InvalidState&) {
      // A fetcher has failed, and the others are about to be cancelled.
    }
  }

  Impl& crawler_;
  Job& job_;
  std::optional<aio::Semaphore::Permit> slot_;
};

aio::Coroutine<void> Crawler::Impl::fetch_in_turn() {
  for (;;) {
    auto slot = co_await slots.acquire();
    auto job = co_await frontier.next();
    if (!job) co_return;
    const Lending lending(*this, *job, std::move(slot));
    if (job->kind == Job::Kind::address) {
      co_await look_up_host_of(*job);
    } else if (job->kind == Job::Kind::robots) {
      co_await fetch_robots_of(*job);
    } else if (job->kind == Job::Kind::page) {
      co_await fetch_page(*job);
    } else {
      auto refusal = read_refusal(job->lease, job->reason);
      co_await writer.put(std::move(refusal));
    }
    // What is refused without a request waits for nothing, for as many URLs as there are.
    co_await aio::sleep(aio::Duration::zero());
  }
}

aio::Coroutine<Attempt> Crawler::Impl::ask(const storage::Lease& lease) {
  auto url = fetch::Url::parse(lease.url);
  if (!url) {
    Attempt refused(fetch::Error(fetch::ErrorKind::internal, "the stored URL is no URL"));
    co_return refused;
  }
  auto request = session.request_for(std::move(*url), lease);
  request.needs_new_connection = suspects.take_certain(lease.url_id);
  co_return co_await attempt(client, std::move(request), clock, options.key);
}

/// No page was asked when descriptors lack, so it says nothing about a host. When none gets free, the crawl
/// ends, and can be resumed. Throws std::runtime_error.
void Crawler::Impl::look_for_shortage(const Outcome& outcome, std::int64_t host_id) {
  if (outcome.error == fetch::ErrorKind::resources)
    throw std::runtime_error(
        "no descriptor got free for half a minute: raise the limit (ulimit -n) or end other programs; then "
        "'trawl resume' goes on");
  if (outcome.waited == 0 || std::exchange(has_told_shortage, true)) return;
  writer.note("warning", "descriptors",
              "descriptors ran out (ulimit -n): fewer pages are fetched at a time than -c says", 0, host_id);
}

/// Fetches a page. This alone decides whether to try again; everything after it is told.
aio::Coroutine<void> Crawler::Impl::fetch_page(Job& job) {
  std::optional<aio::Lock::Held> alone;
  if (job.lease.kills >= kSuspiciousKills) {
    auto held = co_await killed_before.acquire();
    alone.emplace(std::move(held));
  }
  std::optional<storage::FlightLog::Flight> flight(std::in_place, store.flights(), job.lease.url_id);
  auto ended = co_await ask(job.lease);
  look_for_shortage(ended.outcome, job.host_id);
  const double now = clock.now();
  const auto retry = retry_pause_of_crawl(options, ended.outcome, job.lease.attempts + ended.tries());
  const bool counts = !retry && !is_sitemap(job.lease);  // towards the page limits
  const auto size = ended.response ? static_cast<std::int64_t>(ended.response->body.size()) : 0;
  const std::string_view ip = ended.response ? std::string_view(ended.response->ip) : "";
  frontier.ended(job, ended.outcome, ip, counts);
  note_parked();
  for (int i = 0; i < ended.outcome.repeats; ++i)
    writer.note("info", "retry", "a kept connection was dead: asked again at once, on a new one",
                job.lease.url_id, job.host_id);
  if (!retry) bytes += size;
  if (options.size_limit != 0 && bytes >= options.size_limit) end(Ending::size_limit);
  VisitReport report;
  Suspect suspect{job.lease.url_id, job.host_id, counts, nullptr};
  if (ended.response && !retry) suspect.doubt = ended.response->doubt;
  if (retry) {
    report = read_retry(job.lease, ended.outcome, *retry, now);
    writer.note("info", "retry", why_again(ended, report.visit.attempts), job.lease.url_id, job.host_id);
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
  flight.reset();
  alone.reset();
  if (!report.warning.empty())
    writer.note("warning", report.warning_kind, report.warning, job.lease.url_id, job.host_id);
  co_await writer.put(std::move(report));
  suspects.add(std::move(suspect));
}

/// The last that puts visits into the writer's queue, and so closes it.
aio::Coroutine<void> Crawler::Impl::watch_suspects() {
  co_await suspects.watch();
  writer.close();
}

/// A failure shows when the host is asked.
aio::Coroutine<void> Crawler::Impl::look_up_host_of(Job& job) {
  auto url = fetch::Url::parse(job.origin);
  std::string ip;
  if (url) ip = co_await client.address_of(std::move(*url));
  frontier.located(job, ip);
}

void Crawler::Impl::note_parked() {
  for (Frontier::ParkedNote& note : frontier.take_parked_notes())
    writer.note("warning", "parked", std::move(note.text), 0, note.host_id);
}

aio::Coroutine<void> Crawler::Impl::fetch_robots_of(Job& job) {
  const auto reply = co_await fetch_robots(client, options, clock, job.origin);
  look_for_shortage(reply.outcome, job.host_id);
  if (reply.answer == RobotsAnswer::refuse_all) {
    const bool is_forbidden = reply.outcome.error == fetch::ErrorKind::address_forbidden;
    const auto kind =
        storage::name_of(is_forbidden ? storage::SkipReason::forbidden_address : storage::SkipReason::robots);
    auto text = fmt::format("{}/robots.txt could not be fetched: {}", job.origin, reply.problem);
    writer.note("warning", kind, is_forbidden ? reply.problem : std::move(text), 0, job.host_id);
  }
  if (reply.answer != RobotsAnswer::refuse_all && looks_for_sitemaps(policy, job.origin)) {
    auto found = co_await aio::to_thread(parsers, discovered_sitemaps, &policy, job.origin, reply.body);
    if (!found.empty()) co_await writer.put_seeds(std::move(found));
  }
  frontier.robots_answered(job, reply.answer, reply.body, reply.outcome);
  note_parked();
}

aio::Coroutine<void> Crawler::Impl::watch_time() {
  if (options.time_limit.count() == 0) co_return;
  co_await aio::sleep(options.time_limit);
  end(Ending::time_limit);
}

/// Fails when the file is gone, also while nothing is written.
aio::Coroutine<void> Crawler::Impl::watch_file() {
  for (;;) {
    co_await aio::sleep(kFileProbe);
    co_await store.check_file();
  }
}

aio::Coroutine<void> Crawler::Impl::watch_lag() {
  for (;;) {
    co_await aio::sleep(kLagProbe);
    tally.add_lag(std::chrono::duration<double>(loop.take_longest_hold()).count(), clock.now());
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
  numbers.waiting = impl.frontier.waiting();
  return numbers;
}

std::vector<storage::LiveHost> Crawler::hosts(std::size_t most) const {
  return impl_->frontier.hosts(most);
}

std::vector<storage::LiveHost> Crawler::parked() const {
  return impl_->frontier.parked();
}

std::vector<storage::LivePage> Crawler::recent(std::size_t most) const {
  return impl_->tally.recent(most);
}

}  // namespace trawl::crawl
