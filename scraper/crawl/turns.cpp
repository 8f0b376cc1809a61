#include "scraper/crawl/turns.hpp"

#include <algorithm>
#include <chrono>

#include "fetch/address/ip_address.hpp"
#include "fetch/url/registrable_domain.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/visit/page_usage.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"

namespace trawl::crawl {

using storage::SkipReason;

std::string Turn::wait_reason(double now) const {
  if (is_given_up()) return std::string(storage::name_of(given_up.reason));
  if (is_paused) return "paused";
  if (address_state == State::asking) return "lookup";
  const std::string_view reason = schedule.wait_reason(now);
  if (reason.empty() && waits_for) return *waits_for == Shared::address ? "address" : "domain";
  return std::string(schedule.is_parked(now) ? kParked : "").append(reason);
}

namespace {

std::optional<fetch::IpAddress> literal_address(std::string_view host) {
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return fetch::IpAddress::parse(host);
}

}  // namespace

Turn& Turns::add(std::int64_t host_id, const std::string& origin) {
  Turn& turn = turns_.emplace_back(host_id, origin, HostSchedule(options_));
  if (!options_.obey_robots) turn.robots_state = Turn::State::known;
  const bool has_domain = order_.is_on(Shared::domain);
  const auto url = has_domain || order_.is_on(Shared::address) ? fetch::Url::parse(origin) : std::nullopt;
  if (!url) return turn;
  if (has_domain) turn.group(Shared::domain) = fetch::registrable_domain(url->host());
  if (const auto ip = literal_address(url->host())) located(turn, ip->text());
  return turn;
}

void Turns::restore_counts(Turn& turn, const storage::HostRecord& record) {
  turn.pages = record.pages;
  turn.counts = record;
  turn.restored = record.transaction;
  turn.was_asked = turn.was_asked || record.was_asked;
}

void Turns::restore(Turn& turn, const storage::HostRecord& record, double now) {
  std::string_view reason = record.wait_reason;
  if (reason.starts_with(kParked)) reason.remove_prefix(kParked.size());
  turn.schedule.restore(now, record.current_delay.value_or(0), record.delay_source, record.next_allowed_at,
                        reason);
  if (!turn.schedule.own_delay()) turn.schedule.set_own_delay(record.own_delay);
  if (!options_.obey_robots || !reuses_robots_ || options_.asks_tdm_rules()) return;
  const double until = record.robots_fetched_at + kRobotsHold;
  if (until <= now || (record.robots_status != "ok" && record.robots_status != "none")) return;
  turn.robots = record.robots_status == "ok" ? Robots::parse(record.robots_txt) : Robots::allow_all();
  turn.robots_until = until;
  turn.robots_state = Turn::State::known;
  turn.schedule.robots(turn.robots.crawl_delay(agent_));
}

Turn* Turns::next(double now) {
  if (is_at_page_limit() || slots_.is_full() || next_start_in_all_ > now) return nullptr;
  for (;;) {
    const Start* const first = order_.first(slots_, now);
    if (first == nullptr || std::get<double>(*first) > now) return nullptr;
    Turn* const turn = std::get<Turn*>(*first);
    const auto full = order_.full_limit(*turn);
    if (!full) return turn;
    order_.let_wait(*turn, *full);
    turn->waited_at = *full;
    mark_changed(*turn);
  }
}

std::optional<double> Turns::next_start() const {
  if (is_at_page_limit() || slots_.is_full()) return std::nullopt;
  const Start* const first = order_.first(slots_, std::nullopt);
  if (first == nullptr) return std::nullopt;
  return std::max(std::get<double>(*first), next_start_in_all_);
}

const Turn* Turns::first() const {
  const Start* const first = order_.first_of_all();
  return first != nullptr ? std::get<Turn*>(*first) : nullptr;
}

bool Turns::is_at_page_limit() const {
  return options_.page_limit != 0 && pages_ + in_flight_ - robots_lent_ >= options_.page_limit;
}

bool Turns::needs_address(const Turn& turn) const {
  return turn.address_state == Turn::State::unknown && order_.is_on(Shared::address) && !turn.is_given_up();
}

bool Turns::needs_robots(const Turn& turn, double now) const {
  if (!options_.obey_robots || turn.is_given_up()) return false;
  return turn.robots_state == Turn::State::unknown || turn.robots_until <= now;
}

bool Turns::has_reached_host_limit(const Turn& turn) const {
  return options_.host_page_limit != 0 && turn.pages >= options_.host_page_limit;
}

storage::Skip Turns::admit(const Turn& turn, const storage::Lease& lease) {
  if (turn.is_given_up()) return turn.given_up;
  const Verdict verdict = turn.robots.check(agent_, path_and_query(lease.url));
  if (!verdict.allowed) return SkipReason::robots;
  if (!options_.respect.empty() && !is_sitemap(lease)) {
    const auto asked_for = turn.robots.usage_of(agent_, path_and_query(lease.url));
    if (auto use = page::forbidden_use(asked_for, options_.respect))
      return storage::Skip(SkipReason::usage_preference, std::move(*use));
  }
  const bool is_new_sitemap = is_sitemap(lease) && lease.attempts == 0;
  if (is_new_sitemap && ++sitemaps_ > options_.sitemap_files) return SkipReason::too_many_sitemaps;
  return SkipReason::none;
}

const char* Turns::waited_for(const Turn& turn, double since, double now) const {
  constexpr double kNoWait = 0.01;
  if (now - since < kNoWait) return "";
  if (turn.waited_at) return *turn.waited_at == Shared::address ? "address" : "domain";
  const double free = std::max(turn.schedule.free_at(), since);
  if (now - free <= free - since) return turn.schedule.waited_for(since);
  return options_.rate > 0 ? "rate" : "concurrency";
}

void Turns::lookup_started(Turn& turn) {
  turn.address_state = Turn::State::asking;
  ++lookups_;
  set_start(turn);
}

void Turns::located(Turn& turn, std::string_view ip) {
  if (turn.address_state == Turn::State::asking) --lookups_;
  turn.address_state = Turn::State::known;
  order_.take_out(turn);
  order_.set_address(turn, ip);
  set_start(turn);
}

void Turns::started(Turn& turn, bool has_urls, double now) {
  turn.has_urls = has_urls;
  turn.waited_at.reset();
  turn.schedule.started(now);
  count_start(turn, now);
}

void Turns::robots_started(Turn& turn, double now) {
  turn.robots_state = Turn::State::asking;
  turn.schedule.started(now, false);
  count_start(turn, now);
}

void Turns::count_start(Turn& turn, double now) {
  ++in_flight_;
  order_.add_fetches(turn, 1);
  if (!std::exchange(turn.was_asked, true)) turn.unsaved.is_first_asked = true;
  if (options_.rate > 0) next_start_in_all_ = std::max(now, next_start_in_all_) + 1 / options_.rate;
  mark_changed(turn);
  set_start(turn);
}

/// Requires: set_start() follows.
void Turns::count_end(Turn& turn, const Outcome& outcome, double now) {
  turn.schedule.ended(now, outcome);
  --in_flight_;
  order_.take_out(turn);
  order_.add_fetches(turn, -1);
  mark_changed(turn);
}

void Turns::ended(Turn& turn, const Outcome& outcome, std::string_view ip, bool is_page, double now) {
  count_end(turn, outcome, now);
  if (is_page) {
    ++pages_;
    ++turn.pages;
  }
  if (!ip.empty()) {
    turn.unsaved.ip = std::string(ip);
    order_.set_address(turn, ip);
  }
  set_start(turn);
}

bool Turns::robots_answered(Turn& turn, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                            double now, std::string_view tdm_rules) {
  count_end(turn, outcome, now);
  turn.unsaved.robots_status = std::string(name_of(answer));
  turn.unsaved.robots_fetched_at = now;
  turn.unsaved.robots_txt = std::string(body);
  bool may_ask = true;
  if (answer == RobotsAnswer::refuse_all) {
    turn.robots_state = Turn::State::unknown;
    const auto pause = retry_pause(options_, outcome, ++turn.robots_failures);
    if (pause) turn.schedule.robots_unreachable(now + std::chrono::duration<double>(*pause).count());
    may_ask = pause.has_value();
  } else {
    turn.robots_until = now + kRobotsHold;
    turn.robots = answer == RobotsAnswer::parse ? Robots::parse(body) : Robots::allow_all();
    turn.robots.add_tdm_rules(tdm_rules);
    turn.unsaved.usage = usage_rows(turn.robots.usage(agent_));
    turn.robots_state = Turn::State::known;
    turn.robots_failures = 0;
    turn.schedule.robots(turn.robots.crawl_delay(agent_));
    turn.unsaved.crawl_delay = turn.robots.crawl_delay(agent_);
  }
  set_start(turn);
  return may_ask;
}

bool Turns::lend_slot(Slot& slot, bool is_robots) {
  if (!slots_.lend(slot)) return false;
  if (is_robots) ++robots_lent_;
  return true;
}

void Turns::end_slot(Slot& slot, bool is_robots) {
  if (is_robots && slot == Slot::lent) --robots_lent_;
  slots_.end(slot);
}

void Turns::set_paused(Turn& turn, bool is_paused) {
  turn.is_paused = is_paused;
  pace_changed(turn);
}

void Turns::set_own_delay(Turn& turn, std::optional<double> delay) {
  turn.schedule.set_own_delay(delay);
  pace_changed(turn);
}

void Turns::pace_changed(double now) {
  slots_.set_concurrency(options_.concurrency);
  if (!options_.network.proxy) order_.set_address_limit(options_.most_per_address());
  const double latest = options_.rate > 0 ? now + 1 / options_.rate : now;
  next_start_in_all_ = std::min(next_start_in_all_, latest);
}

void Turns::revive(Turn& turn) {
  turn.given_up = storage::Skip();
  turn.robots_failures = 0;
  pace_changed(turn);
}

void Turns::give_up(Turn& turn, const storage::Skip& reason) {
  turn.given_up = reason;
  mark_changed(turn);
  set_start(turn);
}

void Turns::set_has_urls(Turn& turn, bool has_urls) {
  turn.has_urls = has_urls;
  set_start(turn);
}

std::optional<double> Turns::start_of(const Turn& turn) const {
  const bool is_asking =
      turn.robots_state == Turn::State::asking || turn.address_state == Turn::State::asking;
  if (!turn.has_urls || is_asking) return std::nullopt;
  if (turn.is_paused && !turn.is_given_up()) return std::nullopt;
  // What is in flight may yet come to no page.
  const int in_flight = turn.schedule.in_flight();
  if (options_.host_page_limit != 0 && in_flight > 0 && turn.pages + in_flight >= options_.host_page_limit)
    return std::nullopt;
  return turn.is_given_up() ? std::optional<double>(0) : turn.schedule.next_start();
}

void Turns::mark_changed(Turn& turn) {
  if (std::exchange(turn.is_changed, true)) return;
  changed_.push_back(&turn);
}

std::vector<storage::HostUpdate> Turns::changed_hosts(double now) {
  std::vector<storage::HostUpdate> updates;
  updates.reserve(changed_.size());
  for (Turn* const turn : changed_) {
    storage::HostUpdate& update = turn->unsaved;
    update.host_id = turn->host_id;
    update.current_delay = turn->schedule.delay();
    update.delay_source = std::string(turn->schedule.delay_source());
    update.next_allowed_at = turn->schedule.allowed_at();
    update.wait_reason = turn->wait_reason(now);
    updates.push_back(std::exchange(update, storage::HostUpdate()));
    turn->is_changed = false;
  }
  changed_.clear();
  return updates;
}

}  // namespace trawl::crawl
