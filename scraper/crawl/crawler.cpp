#include "scraper/crawl/crawler.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "fetch/aio/task_group.hpp"
#include "fetch/client.hpp"
#include "scraper/crawl/client_options.hpp"
#include "scraper/crawl/commands.hpp"
#include "scraper/crawl/fetcher.hpp"
#include "scraper/crawl/fetcher_pool.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/same_bodies.hpp"
#include "scraper/crawl/session.hpp"
#include "scraper/crawl/steering.hpp"
#include "scraper/crawl/store_thread.hpp"
#include "scraper/crawl/suspects.hpp"
#include "scraper/crawl/visit/first_urls.hpp"
#include "scraper/crawl/visit/judge.hpp"
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

bool is_limit(Ending ending) {
  return ending == Ending::page_limit || ending == Ending::size_limit || ending == Ending::time_limit;
}

bool allows_commands(const Options& options) {
  return options.allow_commands && options.spider && options.spider->runs_commands();
}

std::vector<storage::NewUrl> next_of(FirstUrls* first) {
  return first->next();
}

constexpr std::chrono::seconds kFileProbe{1};
/// How soon a time limit is heard of that an order has set.
constexpr aio::Duration kLimitProbe = std::chrono::seconds(1);
constexpr std::size_t kMostHints = 3;
/// Of skipped URLs, when a crawl goes on with other flags.
constexpr int kJudgedAtOnce = 4'096;

}  // namespace

struct Crawler::Impl {
  Impl(aio::EventLoop& its_loop, Options crawl_options, std::vector<fetch::Url> seed_urls,
       std::string config_json, ChosenUrls only_these)
      : loop(its_loop),
        options(std::move(crawl_options)),
        seeds(std::move(seed_urls)),
        scope(options, seeds),
        extractor(options.spider ? std::make_unique<extract::Extractor>(options.spider) : nullptr),
        commands(allows_commands(options) ? std::make_unique<Commands>() : nullptr),
        policy(options, scope, extractor.get(), commands.get()),
        config(std::move(config_json)),
        clock(loop),
        store(options, seeds.empty() ? std::string() : seeds.front().without_credentials().href(), config,
              clock.now(), std::move(only_these)),
        client(loop, doubting(client_options(options, seeds, store.typed_hosts()))),
        session(options, seeds, store.cookies(), client, clock.now()),
        tally(store.start().counts),
        frontier(loop, options, store, clock),
        writer(store, frontier, session, tally, clock, options.concurrency, store.start().seconds),
        suspects(loop, client.connections(), frontier, writer),
        fetcher(options, policy, clock, store, client, session, frontier, writer, suspects, parsers),
        pool(loop, frontier, fetcher, options.concurrency),
        steering(options, scope, store, frontier, pool),
        parsers(options.parsers != 0 ? options.parsers : aio::usable_processors(), "parser") {
    const storage::CrawlCounts& before = store.start().counts;
    fetcher.count_bytes(before.bytes);
    fetcher.when_counted([this] { look_at_size(); });
    steering.when_rules_change([this] { judge_by_patterns(); });
    steering.when_limits_change([this] { look_at_size(); });
    steering.when_counted(
        [this](const storage::CrawlCounts& counts) { tally.committed(counts, clock.now()); });
    steering.when_stopped([this] { stop(); });
    fetcher.when_read([this](VisitReport& report, const storage::Lease& lease) { heed(report, lease); });
    for (const storage::ShapeRecord& shape : store.start().shapes) policy.shapes().restore(shape);
    frontier.hold_with([this](const storage::Lease& lease) { return held_back(lease); });
    if (store.start().resumed) frontier.reuse_robots();
    if (store.start().resumed && options.scope == ScopePreset::prefix) follow_moved_seeds();
    frontier.count_pages(before.pages);
    frontier.count_sitemaps(before.sitemaps);
    frontier.ask_before_end([this] { return suspects.when_settled(); });
  }

  aio::Coroutine<Ending> run();
  aio::Coroutine<void> work();
  aio::Coroutine<void> put_seeds();
  aio::Coroutine<void> fetch_all();
  void follow_moved_seeds();
  void judge_before_asking();
  void judge_by_patterns();
  void heed(VisitReport& report, const storage::Lease& lease);
  HeldBack held_back(const storage::Lease& lease) const;
  aio::Coroutine<void> judge_again();
  aio::Coroutine<void> watch_suspects();
  aio::Coroutine<void> watch_time();
  aio::Coroutine<void> watch_file();
  aio::Coroutine<void> watch_lag();
  void end(Ending how) {
    if (!ending) ending = how;
    frontier.close();
  }
  void look_at_size() {
    if (options.size_limit != 0 && fetcher.bytes() >= options.size_limit) end(Ending::size_limit);
  }
  void stop();
  void give_up_what_is_in_flight() {
    end(Ending::interrupted);
    if (commands) commands->stop();
    pool.cancel();
  }
  Ending how_it_ended() const {
    if (frontier.reached_page_limit()) return Ending::page_limit;
    return frontier.left_only_parked() ? Ending::parked : Ending::finished;
  }
  double seconds() const { return std::chrono::duration<double>(loop.time() - started).count(); }

  aio::EventLoop& loop;
  Options options;
  std::vector<fetch::Url> seeds;  // until they are put
  Scope scope;
  const std::unique_ptr<const extract::Extractor> extractor;  // null: no rules
  const std::unique_ptr<Commands> commands;                   // null: none may run
  const VisitPolicy policy;
  const std::string config;
  WallClock clock;
  StoreThread store;
  fetch::Client client;
  Session session;
  Tally tally;
  Frontier frontier;
  Writer writer;
  Suspects suspects;
  SameBodies bodies;
  std::vector<std::string> hints;  // for the summary
  Fetcher fetcher;
  aio::TimePoint started;
  std::int64_t judged_again = 0;
  std::optional<Ending> ending;
  bool has_begun = false, has_ended = false;
  bool judges_by_all_rules = false;
  FetcherPool pool;
  Steering steering;
  std::vector<aio::Task<void>> services;
  std::optional<aio::Handle> grace;
  aio::ThreadPool parsers;  // last, so that what it works on outlives it
};

Crawler::Crawler(aio::EventLoop& loop, Options options, std::vector<fetch::Url> seeds,
                 const std::string& config, ChosenUrls only_these)
    : impl_(std::make_unique<Impl>(loop, std::move(options), std::move(seeds), config,
                                   std::move(only_these))) {}

Crawler::~Crawler() {
  if (impl_->grace) impl_->grace->cancel();
}

/// Finds where the seeds led earlier in this crawl.
void Crawler::Impl::follow_moved_seeds() {
  for (fetch::Url at : seeds) {
    for (int hops = 0; hops < options.redirects; ++hops) {
      const auto target = store.redirect_of(fetch::url_key(at, options.key).href());
      const auto next = target ? fetch::Url::parse(*target) : std::nullopt;
      if (!next) break;
      if (scope.move_seed(at, *next)) judge_before_asking();
      at = *next;
    }
  }
}

const storage::CrawlStart& Crawler::start() const {
  return impl_->store.start();
}

Crawler::KnownUrls Crawler::known_urls() const {
  return {.judged_again = impl_->judged_again,
          .unchanged = impl_->fetcher.unchanged(),
          .fresh = impl_->fetcher.fresh()};
}

aio::Coroutine<Ending> Crawler::run() {
  return impl_->run();
}

aio::Coroutine<Ending> Crawler::Impl::run() {
  started = loop.time();
  has_begun = true;
  co_await work();
  if (!ending) ending = how_it_ended();
  std::string stats = fmt::format(
      R"({{"pages":{},"bytes":{},"seconds":{:.3f},"longest_hold_ms":{:.1f},"hold_p99_ms":{:.0f}}})",
      tally.counts().pages, tally.counts().bytes, seconds(), tally.longest_hold(), tally.usual_hold());
  if (is_limit(*ending)) {
    writer.note("info", "limit", fmt::format("the crawl has reached its {}", reason_of(*ending)), 0, 0);
    std::vector<storage::NewUrl> no_seeds;
    co_await writer.put_seeds(std::move(no_seeds));
  }
  std::string status(storage::name_of(state_of(*ending))), reason(reason_of(*ending));
  const auto counts =
      co_await store.finish(std::move(status), std::move(reason), std::move(stats), clock.now());
  tally.committed(counts, clock.now());
  session.save_cookies(clock.now());
  has_ended = true;
  co_return *ending;
}

/// Puts the seeds, which nobody needs afterwards.
aio::Coroutine<void> Crawler::Impl::put_seeds() {
  FirstUrls first(policy, seeds);
  while (!frontier.is_closed()) {
    auto urls = co_await aio::to_thread(parsers, next_of, &first);
    if (urls.empty()) break;
    co_await writer.put_seeds(std::move(urls));
  }
  seeds = {};
}

/// Puts the seeds, then runs fetchers, services and writer in one group: the first error of any of them ends
/// the others and comes out of it.
aio::Coroutine<void> Crawler::Impl::work() {
  for (const storage::HostRecord& host : store.needed_hosts()) {
    frontier.restore(host);
    co_await aio::sleep(aio::Duration::zero());  // a robots.txt may be long, and the hosts many
  }
  co_await put_seeds();
  if (store.start().resumed && store.start().config != config) co_await judge_again();
  aio::TaskGroup group(loop);
  group.create_task(writer.run(), "writer");
  services.push_back(group.create_task(frontier.refill(), "refill"));
  services.push_back(group.create_task(watch_time(), "time limit"));
  services.push_back(group.create_task(watch_file(), "file"));
  services.push_back(group.create_task(watch_lag(), "loop lag"));
  services.push_back(group.create_task(steering.watch(), "orders"));
  group.create_task(watch_suspects(), "suspects");
  group.create_task(fetch_all(), "fetchers");
  co_await group.join();
}

/// The crawl goes on with other flags: what the old ones skipped is judged again now, and what waits when its
/// turn comes.
aio::Coroutine<void> Crawler::Impl::judge_again() {
  judge_before_asking();
  for (std::int64_t last_id = 0;;) {
    auto skipped = co_await store.skipped(last_id, kJudgedAtOnce);
    if (skipped.empty()) co_return;
    last_id = skipped.back().url_id;
    auto allowed = co_await aio::to_thread(parsers, allowed_again, &policy, std::move(skipped));
    judged_again += static_cast<std::int64_t>(allowed.size());
    if (!allowed.empty()) co_await writer.ask_again(std::move(allowed));
  }
}

/// Runs the fetchers until the frontier says that the crawl is over, then ends what served them.
aio::Coroutine<void> Crawler::Impl::fetch_all() {
  co_await pool.run();
  for (aio::Task<void>& service : services) service.cancel();
  co_await suspects.settle();
}

/// Takes from a visit what concerns the crawl as a whole.
void Crawler::Impl::heed(VisitReport& report, const storage::Lease& lease) {
  bodies.look_at(report);
  if (report.moved_to) {
    const auto seed = fetch::Url::parse(lease.asked.empty() ? lease.url : lease.asked.front().url);
    if (seed && scope.move_seed(*seed, *report.moved_to)) judge_before_asking();
  }
  for (const VisitNote& note : report.notes) {
    writer.note("warning", note.kind, note.text, lease.url_id, lease.host_id);
    if (note.is_for_summary && hints.size() < kMostHints) hints.push_back(note.text);
  }
}

/// From here on, what waits is asked only if the rules of now still allow it.
void Crawler::Impl::judge_before_asking() {
  judges_by_all_rules = true;
  frontier.judge_with([this](const storage::Lease& lease) { return refuses_now(policy, lease); });
}

HeldBack Crawler::Impl::held_back(const storage::Lease& lease) const {
  HeldBack held;
  const auto verdict = policy.shapes().judge(lease);
  if (verdict.state == storage::ShapeState::open) return held;
  held.reason = storage::Skip(storage::SkipReason::trap, storage::shape_detail(verdict.shape));
  held.waits = verdict.state == storage::ShapeState::held;
  return held;
}

/// From here on, what waits is asked only if the patterns of now still allow it.
void Crawler::Impl::judge_by_patterns() {
  if (judges_by_all_rules) return;
  frontier.judge_with([this](const storage::Lease& lease) { return refused_by_patterns(policy, lease); });
}

/// The last that puts visits into the writer's queue, and so closes it.
aio::Coroutine<void> Crawler::Impl::watch_suspects() {
  co_await suspects.watch();
  writer.close();
}

aio::Coroutine<void> Crawler::Impl::watch_time() {
  for (;;) {
    aio::Duration pause = kLimitProbe;
    if (options.time_limit.count() != 0) {
      const aio::Duration left = options.time_limit - (loop.time() - started);
      if (left.count() <= 0) break;
      pause = std::min(pause, left);
    }
    co_await aio::sleep(pause);
  }
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
  impl_->writer.note("info", "steering", "the crawl was paused", 0, 0);
  impl_->frontier.pause();
}

void Crawler::go_on() {
  impl_->writer.note("info", "steering", "the crawl was let go on", 0, 0);
  impl_->frontier.go_on();
}

void Crawler::stop() {
  if (impl_->has_ended || impl_->grace) return;
  impl_->writer.note("info", "steering", "the crawl was asked to stop", 0, 0);
  impl_->stop();
}

void Crawler::Impl::stop() {
  if (has_ended || grace) return;
  end(Ending::interrupted);
  grace = loop.call_later(kGrace, [this] { give_up_what_is_in_flight(); });
}

void Crawler::set_functions(storage::QueryExtras functions) {
  impl_->steering.set_functions(std::move(functions));
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
  numbers.earlier_s = impl.store.start().seconds;
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

const std::vector<std::string>& Crawler::hints() const {
  return impl_->hints;
}

std::vector<storage::LivePage> Crawler::recent(std::size_t most) const {
  return impl_->tally.recent(most);
}

}  // namespace trawl::crawl
