#include "scraper/crawl/frontier.hpp"

#include <algorithm>

#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"

namespace trawl::crawl {

using storage::SkipReason;

namespace {

std::string_view path_and_query(std::string_view url, std::string_view origin) {
  return url.substr(std::min(origin.size(), url.size()));
}

}  // namespace

Frontier::Frontier(aio::EventLoop& loop, const Options& options, StoreThread& store, const WallClock& clock)
    : options_(options),
      store_(store),
      clock_(clock),
      loop_(loop),
      agent_(product_token(options.user_agent)) {}

void Frontier::restore(const std::vector<storage::HostRecord>& hosts) {
  for (const storage::HostRecord& record : hosts) {
    HostQueue& queue = host(record.id, record.name);
    load(queue, record);
    queue.stored += record.pending;
    in_store_ += record.pending;
    queue.stored_due = record.earliest_due;
    feed(queue);
  }
}

HostQueue& Frontier::host(std::int64_t id, const std::string& name) {
  std::unique_ptr<HostQueue>& queue = hosts_[id];
  if (!queue) {
    const HostSchedule schedule(options_.per_host, options_.delay);
    queue = std::make_unique<HostQueue>(id, name, schedule);
    if (!options_.obey_robots) queue->robots_state = HostQueue::RobotsState::known;
  }
  return *queue;
}

/// Takes up the ledger of an earlier run; a robots.txt of the last 24 hours still holds.
void Frontier::load(HostQueue& queue, const storage::HostRecord& record) {
  queue.is_loaded = true;
  queue.pages = record.pages;
  queue.errors = record.errors;
  queue.bytes = record.bytes;
  const double now = clock_.now();
  queue.schedule.restore(now, record.current_delay.value_or(0), record.delay_source, record.next_allowed_at);
  if (!options_.obey_robots) return;
  const double until = record.robots_fetched_at + kRobotsHold;
  if (until <= now || (record.robots_status != "ok" && record.robots_status != "none")) return;
  queue.robots = record.robots_status == "ok" ? Robots::parse(record.robots_txt) : Robots::allow_all();
  queue.robots_until = until;
  queue.robots_state = HostQueue::RobotsState::known;
  queue.schedule.robots(queue.robots.crawl_delay(agent_));
}

aio::Coroutine<std::optional<Job>> Frontier::next() {
  const auto turn = co_await turn_.acquire();
  std::optional<Job> job;
  while (!is_closed_) {
    const double now = clock_.now();
    feed_those_due(now);
    if (!is_paused_) job = choose(now);
    if (job) break;
    if (is_over()) {
      close();
      break;
    }
    wait_until(now);
    changed_.clear();
    co_await changed_.wait();
  }
  clear();
  co_return job;
}

std::optional<Job> Frontier::choose(double now) {
  std::optional<Job> job;
  if (options_.page_limit != 0 && pages_ + in_flight_ >= options_.page_limit) {
    // What the last ones lead to is known when they are committed.
    if (pages_ >= options_.page_limit && outstanding_ == 0 && queued() > 0) {
      reached_page_limit_ = true;
      close();
    }
    return job;
  }
  if (starts_.empty() || next_start_in_all_ > now) return job;
  const auto& [when, order, queue] = *starts_.begin();
  if (when > now) return job;
  job.emplace(start(*queue, now));
  return job;
}

Job Frontier::start(HostQueue& queue, double now) {
  const bool is_robots = needs_robots(queue, now);
  Job job(is_robots ? Job::Kind::robots : Job::Kind::page, queue.id, queue.name);
  if (is_robots) {
    queue.robots_state = HostQueue::RobotsState::asking;
  } else {
    job.lease = std::move(queue.window.front());
    queue.window.pop_front();
    --in_windows_;
    ++outstanding_;
    if (options_.host_page_limit != 0 && queue.pages >= options_.host_page_limit)
      give_up(queue, SkipReason::host_page_limit);
    job.reason = queue.given_up;
    if (job.reason == SkipReason::none) {
      const Verdict verdict = queue.robots.check(agent_, path_and_query(job.lease.url, queue.name));
      if (!verdict.allowed) job.reason = SkipReason::robots;
    }
    const bool is_new_sitemap = is_sitemap(job.lease) && job.lease.attempts == 0;
    if (job.reason == SkipReason::none && is_new_sitemap && ++sitemaps_ > options_.sitemap_files)
      job.reason = SkipReason::too_many_sitemaps;
    if (job.reason != SkipReason::none) job.kind = Job::Kind::refused;
  }
  if (job.kind != Job::Kind::refused) {
    queue.schedule.started(now);
    ++in_flight_;
    if (options_.rate > 0) next_start_in_all_ = std::max(now, next_start_in_all_) + 1 / options_.rate;
    mark_changed(queue);
  }
  index(queue);
  feed(queue);
  return job;
}

bool Frontier::needs_robots(const HostQueue& queue, double now) const {
  if (!options_.obey_robots || queue.given_up != SkipReason::none) return false;
  return queue.robots_state == HostQueue::RobotsState::unknown || queue.robots_until <= now;
}

void Frontier::ended(const Job& job, const Outcome& outcome, std::int64_t bytes, std::string_view ip,
                     bool is_page) {
  HostQueue& queue = *hosts_.at(job.host_id);
  queue.schedule.ended(clock_.now(), outcome);
  --in_flight_;
  if (is_page) {
    ++pages_;
    ++queue.pages;
    ++queue.unsaved.pages;
  }
  if ((outcome.error || outcome.status >= 400) && !is_guessed_sitemap(job.lease)) {
    ++queue.errors;
    ++queue.unsaved.errors;
  }
  queue.bytes += bytes;
  queue.unsaved.bytes += bytes;
  if (!ip.empty()) queue.unsaved.ip = std::string(ip);
  mark_changed(queue);
  index(queue);
  changed_.set();
}

void Frontier::robots_answered(const Job& job, RobotsAnswer answer, std::string_view body,
                               const Outcome& outcome) {
  HostQueue& queue = *hosts_.at(job.host_id);
  const double now = clock_.now();
  queue.schedule.ended(now, outcome);
  --in_flight_;
  queue.unsaved.robots_status = std::string(name_of(answer));
  queue.unsaved.robots_fetched_at = now;
  queue.unsaved.robots_txt = std::string(body);
  if (answer == RobotsAnswer::refuse_all) {
    queue.robots_state = HostQueue::RobotsState::unknown;
    if (const auto pause = retry_pause(options_, outcome, ++queue.robots_failures)) {
      queue.schedule.robots_unreachable(now + std::chrono::duration<double>(*pause).count());
    } else {
      give_up(queue, SkipReason::robots_unreachable);
    }
  } else {
    queue.robots_until = now + kRobotsHold;
    queue.robots = answer == RobotsAnswer::parse ? Robots::parse(body) : Robots::allow_all();
    queue.robots_state = HostQueue::RobotsState::known;
    queue.robots_failures = 0;
    queue.schedule.robots(queue.robots.crawl_delay(agent_));
    queue.unsaved.crawl_delay = queue.robots.crawl_delay(agent_);
  }
  mark_changed(queue);
  index(queue);
  changed_.set();
}

void Frontier::committed(const storage::CommitResult& result, std::size_t visits) {
  outstanding_ -= static_cast<std::int64_t>(visits);
  for (const storage::AddedPending& added : result.pending) {
    const bool is_known = hosts_.contains(added.host_id);
    HostQueue& queue = host(added.host_id, added.host);
    if (!is_known) queue.is_loaded = added.new_host;
    queue.stored_due =
        queue.stored == 0 ? added.earliest_due : std::min(queue.stored_due, added.earliest_due);
    queue.stored += added.count;
    in_store_ += added.count;
    feed(queue);
  }
  changed_.set();
}

/// A host may be asked when it has something to hand out, a free place, and is not busy with its robots.txt. One that was
/// given up hands out at once: its URLs are only refused. One near its page limit waits for what is in flight, which may
/// yet come to nothing.
void Frontier::index(HostQueue& queue) {
  if (queue.indexed_at) starts_.erase(Start(*queue.indexed_at, queue.index_order, &queue));
  queue.indexed_at.reset();
  if (queue.window.empty() || queue.robots_state == HostQueue::RobotsState::asking) return;
  const int in_flight = queue.schedule.in_flight();
  if (options_.host_page_limit != 0 && in_flight > 0 && queue.pages + in_flight >= options_.host_page_limit)
    return;
  queue.indexed_at =
      queue.given_up == SkipReason::none ? queue.schedule.next_start() : std::optional<double>(0);
  if (!queue.indexed_at) return;
  queue.index_order = next_order_++;
  starts_.emplace(*queue.indexed_at, queue.index_order, &queue);
}

void Frontier::give_up(HostQueue& queue, SkipReason reason) {
  queue.given_up = reason;
  mark_changed(queue);
  feed(queue);
}

/// Sets the timer for the next moment at which something changes by itself.
void Frontier::wait_until(double now) {
  std::optional<double> next;
  if (!is_paused_ && !starts_.empty())
    next = std::max(std::get<double>(*starts_.begin()), next_start_in_all_);
  if (!due_later_.empty())
    next = std::min(next.value_or(due_later_.begin()->first), due_later_.begin()->first);
  clear();
  if (next) loop_.set_timer(*this, clock_.at(std::max(*next, now)));
}

bool Frontier::is_over() const {
  return in_windows_ == 0 && in_store_ == 0 && outstanding_ == 0;
}

void Frontier::pause() {
  is_paused_ = true;
  changed_.set();
}

void Frontier::go_on() {
  is_paused_ = false;
  changed_.set();
}

void Frontier::close() {
  is_closed_ = true;
  hungry_.close();
  changed_.set();
}

void Frontier::mark_changed(HostQueue& queue) {
  if (std::exchange(queue.is_changed, true)) return;
  changed_hosts_.push_back(&queue);
}

}  // namespace trawl::crawl
