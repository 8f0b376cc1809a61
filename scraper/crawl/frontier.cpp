#include "scraper/crawl/frontier.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "scraper/crawl/live_hosts.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"
#include "storage/file/error.hpp"

namespace trawl::crawl {

using storage::Skip;
using storage::SkipReason;

namespace {

/// Why nothing of a host may be asked, by the last try for its robots.txt.
Skip without_robots(const Outcome& outcome) {
  if (outcome.error == fetch::ErrorKind::address_forbidden) return SkipReason::forbidden_address;
  if (outcome.error) return Skip(SkipReason::robots_unreachable, std::string(fetch::name_of(*outcome.error)));
  return Skip(SkipReason::robots_unreachable, fmt::format("status {}", outcome.status));
}

/// How many hosts are looked at before others have their turn on the loop.
constexpr std::size_t kHostsAtOnce = 1'000;

/// Whether a host waits for more than its usual pace.
bool is_pause(std::string_view wait_reason) {
  return wait_reason == "retry-after" || wait_reason == "backoff";
}

bool is_fresh(const std::list<storage::Lease>& leases) {
  return !leases.empty() && leases.front().known && leases.front().known->is_fresh;
}

}  // namespace

void Frontier::restore(const storage::HostRecord& record) {
  Host& restored = host(record.id, record.name, false);
  turns_.restore_counts(restored.turn, record);
  turns_.restore(restored.turn, record, clock_.now());
  windows_.add_stored(restored.window, record.pending, record.earliest_due);
  if (wait_of(restored.window, restored.turn, clock_.now()) > options_.longest_wait())
    parked_.insert(record.id);
}

Frontier::Host& Frontier::host(std::int64_t id, const std::string& origin, bool needs_ledger) {
  if (const auto known = hosts_.find(id); known != hosts_.end()) return known->second;
  return hosts_.emplace(id, Host{windows_.add(id, needs_ledger), turns_.add(id, origin)}).first->second;
}

aio::Coroutine<std::optional<Job>> Frontier::next() {
  const auto held = co_await chooser_.acquire();
  std::optional<Job> job;
  while (!is_closed_) {
    const double now = clock_.now();
    windows_.request_due_refills(now);
    const bool may_choose = !is_paused_ && !recalled_;
    const bool is_at_limit = may_choose && is_at_page_limit();
    if (may_choose && !is_at_limit) job = choose(now);
    if (job) break;
    std::optional<aio::TimePoint> settling;
    const bool is_parked = may_choose && has_only_parked(now);
    if (is_at_limit || is_parked || (may_choose && windows_.is_over())) {
      if (unsettled_) settling = unsettled_();
      if (!settling) {
        reached_page_limit_ = is_at_limit;
        left_only_parked_ = !is_at_limit && is_parked;
        close();
        break;
      }
    }
    wait_for_change(now, settling);
    changed_.clear();
    co_await changed_.wait();
  }
  clear();
  co_return job;
}

/// Whether the page limit ends the crawl. What the last pages lead to is known when they are committed.
bool Frontier::is_at_page_limit() const {
  return turns_.has_reached_page_limit() && windows_.handed_out() == 0 && queued() > 0;
}

/// Whether all that is left would have to wait for too long. The wait for a URL's next try is too long only
/// if a host asks for it, or if its host is parked anyway.
bool Frontier::has_only_parked(double now) const {
  if (!is_idle() || windows_.is_refilling() || queued() == 0 || has_paused_urls()) return false;
  const double until = now + options_.longest_wait();
  const Turn* const first = turns_.first();
  if (first != nullptr && *first->start <= until) return false;
  return !windows_.any_due_until(
      until, [&](const Window& window) { return !hosts_.at(window.host_id).turn.is_parked(now); });
}

bool Frontier::has_paused_urls() const {
  return std::any_of(paused_.begin(), paused_.end(), [this](std::int64_t id) {
    const Window& window = hosts_.at(id).window;
    return !window.leases.empty() || window.stored > 0;
  });
}

std::optional<Job> Frontier::choose(double now) {
  std::optional<Job> job;
  while (Turn* const turn = turns_.next(now)) {
    if (turn->is_given_up() || !windows_.brings_retry(hosts_.at(turn->host_id).window)) {
      job.emplace(start(*turn, now));
      break;
    }
    turns_.set_has_urls(*turn, false);  // until the refill is done
  }
  return job;
}

Job Frontier::start(Turn& turn, double now) {
  Host& chosen = hosts_.at(turn.host_id);
  const bool is_known = is_fresh(chosen.window.leases);
  if (!is_known && turns_.needs_address(turn)) {
    Job job(Job::Kind::address, turn.host_id, turn.origin);
    job.slot = turns_.begin_slot(turn);
    turns_.lookup_started(turn);
    return job;
  }
  if (!is_known && turns_.needs_robots(turn, now)) {
    Job job(Job::Kind::robots, turn.host_id, turn.origin);
    job.slot = turns_.begin_slot(turn);
    turns_.robots_started(turn, now);
    return job;
  }
  Job job(Job::Kind::page, turn.host_id, turn.origin);
  job.lease = windows_.hand_out(chosen.window);
  const bool has_urls = !chosen.window.leases.empty();
  if (!is_known && turns_.has_reached_host_limit(turn)) give_up(chosen, SkipReason::host_page_limit);
  if (judge_) job.reason = judge_(job.lease);
  HeldBack held;
  if (!job.reason && hold_) held = hold_(job.lease);
  if (held.reason) job.reason = held.reason;
  if (!job.reason && !is_known) job.reason = turns_.admit(turn, job.lease);
  if (!job.reason && is_known) {
    job.kind = Job::Kind::known;
    turns_.set_has_urls(turn, has_urls);
  } else if (!job.reason) {
    note_wait(job.lease, chosen, now);
    job.slot = turns_.begin_slot(turn);
    turns_.started(turn, has_urls, now);
  } else {
    job.kind = held.waits ? Job::Kind::held : Job::Kind::refused;
    turns_.set_has_urls(turn, has_urls);
  }
  return job;
}

/// A page that redirects to itself has waited once.
void Frontier::note_wait(storage::Lease& lease, const Host& host, double now) const {
  if (!lease.asked.empty()) return;
  const double since = std::max(lease.found_at, begun_);
  const double unpaused = std::max(unpaused_at_, host.unpaused_at);
  lease.waited = std::max(0.0, now - since);
  if (unpaused > std::max(since, host.turn.schedule.free_at())) {
    lease.waited_for = "paused";
  } else {
    lease.waited_for = lease.is_retry ? "retry" : turns_.waited_for(host.turn, since, now);
  }
}

bool Frontier::lend(Job& job) {
  if (!turns_.lend_slot(job.slot, job.kind == Job::Kind::robots)) return false;
  changed_.set();
  return true;
}

void Frontier::ended(Job& job, const Outcome& outcome, std::string_view ip, bool is_page) {
  turns_.end_slot(job.slot, false);
  Host& asked = hosts_.at(job.host_id);
  const bool was_pausing = is_pause(asked.turn.schedule.wait_reason(clock_.now()));
  turns_.ended(asked.turn, outcome, ip, is_page, clock_.now());
  if (!was_pausing) note_pause(asked.turn, outcome);
  look_if_parked(asked, outcome);
  changed_.set();
}

void Frontier::located(Job& job, std::string_view ip) {
  turns_.end_slot(job.slot, false);
  turns_.located(hosts_.at(job.host_id).turn, ip);
  changed_.set();
}

void Frontier::again(Job& job) {
  Host& asked = hosts_.at(job.host_id);
  windows_.take_back(asked.window, std::move(job.lease));
  turns_.set_has_urls(asked.turn, true);
  changed_.set();
}

void Frontier::robots_answered(Job& job, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                               std::string_view tdm_rules) {
  turns_.end_slot(job.slot, true);
  Host& asked = hosts_.at(job.host_id);
  if (!turns_.robots_answered(asked.turn, answer, body, outcome, clock_.now(), tdm_rules))
    give_up(asked, without_robots(outcome));
  look_if_parked(asked, outcome);
  changed_.set();
}

void Frontier::note_pause(const Turn& turn, const Outcome& outcome) {
  const double now = clock_.now();
  const std::string_view reason = turn.schedule.wait_reason(now);
  if (!is_pause(reason)) return;
  const std::string why =
      outcome.error ? std::string(fetch::name_of(*outcome.error)) : fmt::format("status {}", outcome.status);
  host_notes_.emplace_back(turn.host_id, "pause",
                           fmt::format("{} is left alone for {:.0f} s ({}), after {}", turn.origin,
                                       turn.schedule.allowed_at() - now, reason, why));
}

/// A wish for a pause is news each time, a Crawl-delay once.
void Frontier::look_if_parked(const Host& host, const Outcome& outcome) {
  const double now = clock_.now();
  const bool asks_again = outcome.retry_after.value_or(0) > options_.longest_wait();
  if (!asks_again && !host.turn.is_parked(now)) return;
  const bool is_new = parked_.insert(host.turn.host_id).second;
  if (asks_again || is_new)
    host_notes_.emplace_back(host.turn.host_id, "parked", parked_note(host.turn, outcome, options_, now));
}

void Frontier::give_up(Host& host, const Skip& reason) {
  if (host.turn.is_given_up()) return;  // the first reason stays
  if (reason.reason == SkipReason::host_page_limit)
    host_notes_.emplace_back(host.turn.host_id, "limit",
                             fmt::format("{} has reached the limit of {} pages a host", host.turn.origin,
                                         options_.host_page_limit));
  turns_.give_up(host.turn, reason);
  windows_.skip(host.window, reason);
}

void Frontier::found(std::span<const storage::AddedPending> pending) {
  for (const storage::AddedPending& added : pending) {
    const Host& known = host(added.host_id, added.host, !added.new_host);
    windows_.add_stored(known.window, added.count, added.earliest_due, added.earliest_retry);
  }
  changed_.set();
}

void Frontier::withdrawn(std::int64_t host_id, bool is_page) {
  windows_.withdrawn();
  if (is_page) turns_.withdrawn(hosts_.at(host_id).turn);
  changed_.set();
}

void Frontier::committed(const storage::CommitResult& result, std::size_t visits) {
  found(result.pending);
  windows_.committed(visits);
  for (const auto& [id, changes] : result.hosts)
    if (const auto known = hosts_.find(id); known != hosts_.end())
      turns_.committed(known->second.turn, changes, result.transaction);
  changed_.set();
}

aio::Coroutine<std::vector<std::int64_t>> Frontier::recall() {
  auto held = co_await windows_.stand_still();
  recalled_.emplace(std::move(held));
  std::vector<std::int64_t> url_ids;
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    Window& window = windows_.at(i);
    windows_.recall(window, url_ids);
    turns_.set_has_urls(hosts_.at(window.host_id).turn, !window.leases.empty());
    if (i % kHostsAtOnce == kHostsAtOnce - 1) co_await aio::sleep(aio::Duration::zero());
  }
  co_return url_ids;
}

aio::Coroutine<void> Frontier::resettle(std::vector<storage::AddedPending> hosts, bool revives) {
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const storage::AddedPending& added = hosts[i];
    const bool is_new = !hosts_.contains(added.host_id);
    Host& changed = host(added.host_id, added.host, is_new);
    if (revives && changed.turn.is_given_up()) {
      turns_.revive(changed.turn);
      Windows::unskip(changed.window);
    }
    windows_.set_stored(changed.window, added.count, added.earliest_due, added.earliest_retry);
    if (i % kHostsAtOnce == kHostsAtOnce - 1) co_await aio::sleep(aio::Duration::zero());
  }
  recalled_.reset();
  changed_.set();
}

void Frontier::set_paused(std::int64_t host_id, const std::string& origin, bool is_paused) {
  turns_.set_paused(host(host_id, origin, !hosts_.contains(host_id)).turn, is_paused);
  if (is_paused) {
    paused_.insert(host_id);
  } else {
    paused_.erase(host_id);
    hosts_.at(host_id).unpaused_at = clock_.now();
  }
  changed_.set();
}

void Frontier::set_own_delay(std::int64_t host_id, const std::string& origin, std::optional<double> delay) {
  turns_.set_own_delay(host(host_id, origin, !hosts_.contains(host_id)).turn, delay);
  changed_.set();
}

aio::Coroutine<void> Frontier::options_changed() {
  turns_.pace_changed(clock_.now());
  for (std::size_t i = 0; i < windows_.size(); ++i) {
    turns_.pace_changed(hosts_.at(windows_.at(i).host_id).turn);
    if (i % kHostsAtOnce == kHostsAtOnce - 1) co_await aio::sleep(aio::Duration::zero());
  }
  changed_.set();
}

aio::Coroutine<void> Frontier::refill() {
  try {
    while (const auto refilled = co_await windows_.refill()) {
      for (const storage::HostRecord& ledger : refilled->ledgers)
        turns_.restore_counts(hosts_.at(ledger.id).turn, ledger);  // before the next commit changes them
      for (const storage::HostRecord& ledger : refilled->ledgers) {
        Host& known = hosts_.at(ledger.id);
        turns_.restore(known.turn, ledger, clock_.now());
        if (known.turn.is_parked(clock_.now())) parked_.insert(ledger.id);
        co_await aio::sleep(aio::Duration::zero());  // a robots.txt may be long
      }
      refilled_with(*refilled);
    }
  } catch (const storage::Error&) {
    close();  // or next() would wait for URLs that cannot come
    throw;
  }
}

void Frontier::refilled_with(const Windows::Refilled& refilled) {
  for (Window* const window : refilled.windows) {
    turns_.set_has_urls(hosts_.at(window->host_id).turn, !window->leases.empty());
    windows_.refill_done(*window);
  }
  changed_.set();
}

/// Sets the timer for the next moment at which something changes by itself.
void Frontier::wait_for_change(double now, std::optional<aio::TimePoint> settling) {
  auto next = is_paused_ || recalled_ ? std::nullopt : turns_.next_start();
  if (const auto due = windows_.next_due()) next = std::min(next.value_or(*due), *due);
  clear();
  auto moment = settling;
  if (next) {
    const aio::TimePoint at = clock_.at(std::max(*next, now));
    moment = std::min(moment.value_or(at), at);
  }
  if (moment) loop_.set_timer(*this, *moment);
}

void Frontier::pause() {
  is_paused_ = true;
  changed_.set();
}

void Frontier::go_on() {
  if (is_paused_) unpaused_at_ = clock_.now();
  is_paused_ = false;
  changed_.set();
}

void Frontier::close() {
  is_closed_ = true;
  windows_.close();
  changed_.set();
}

std::vector<storage::LiveHost> Frontier::hosts(std::size_t most) const {
  std::vector<const Host*> all;
  all.reserve(hosts_.size());
  for (const auto& [id, host] : hosts_) all.push_back(&host);
  const auto busier = [](const Host* a, const Host* b) {
    const auto rank = [](const Turn& turn) {
      return std::tuple(-turn.schedule.in_flight(), -turn.counts.pages, !turn.was_asked, turn.host_id);
    };
    return rank(a->turn) < rank(b->turn);
  };
  const std::size_t count = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(), busier);
  std::vector<storage::LiveHost> rows;
  rows.reserve(count);
  const double now = clock_.now();
  for (std::size_t i = 0; i < count; ++i) rows.push_back(live_host(all[i]->turn, now));
  return rows;
}

std::vector<storage::LiveHost> Frontier::parked() const {
  std::vector<storage::LiveHost> rows;
  const double now = clock_.now();
  for (const std::int64_t id : parked_) {
    const Host& host = hosts_.at(id);
    if (wait_of(host.window, host.turn, now) > options_.longest_wait())
      rows.push_back(live_host(host.window, host.turn, now));
  }
  return rows;
}

std::string Frontier::waiting() const {
  std::optional<storage::LiveHost> next;
  const double now = clock_.now();
  if (is_idle() && !is_paused_ && !is_closed_) {
    const Turn* const first = turns_.first();
    if (first != nullptr) next = live_host(hosts_.at(first->host_id).window, *first, now);
    const Window* const waiting = windows_.first_due();
    if (waiting != nullptr) {
      const auto later = live_host(*waiting, hosts_.at(waiting->host_id).turn, now);
      if (!next || later.wait_s < next->wait_s) next = later;
    }
  }
  std::string text = waiting_text(next, parked(), now);
  const std::string paused = paused_text();
  return text + (text.empty() || paused.empty() ? "" : "; ") + paused;
}

/// Which hosts are paused by orders; "" for none.
std::string Frontier::paused_text() const {
  if (paused_.empty() || is_closed_) return "";
  const std::string& first = hosts_.at(*paused_.begin()).turn.origin;
  const std::size_t more = paused_.size() - 1;
  return fmt::format("paused: {}{}", first, more > 0 ? fmt::format(" and {} more", more) : "");
}

}  // namespace trawl::crawl
