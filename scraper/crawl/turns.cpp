#include "scraper/crawl/turns.hpp"

#include <algorithm>
#include <chrono>

#include "fetch/address/ip_address.hpp"
#include "fetch/address/special_use.hpp"
#include "fetch/url/registrable_domain.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"

namespace trawl::crawl {

using storage::SkipReason;

std::string Turn::wait_reason(double now) const {
  if (is_given_up()) return std::string(storage::name_of(given_up));
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
  const auto url =
      limit(Shared::address).is_on() || options_.per_domain > 0 ? fetch::Url::parse(origin) : std::nullopt;
  if (!url) return turn;
  if (options_.per_domain > 0) turn.group(Shared::domain) = fetch::registrable_domain(url->host());
  if (const auto ip = literal_address(url->host())) located(turn, ip->text());
  return turn;
}

void Turns::restore_counts(Turn& turn, const storage::HostRecord& record) {
  turn.pages = record.pages;
  turn.counts = record;
  turn.restored = record.transaction;
}

void Turns::restore(Turn& turn, const storage::HostRecord& record, double now) {
  std::string_view reason = record.wait_reason;
  if (reason.starts_with(kParked)) reason.remove_prefix(kParked.size());
  turn.schedule.restore(now, record.current_delay.value_or(0), record.delay_source, record.next_allowed_at,
                        reason);
  if (!options_.obey_robots) return;
  const double until = record.robots_fetched_at + kRobotsHold;
  if (until <= now || (record.robots_status != "ok" && record.robots_status != "none")) return;
  turn.robots = record.robots_status == "ok" ? Robots::parse(record.robots_txt) : Robots::allow_all();
  turn.robots_until = until;
  turn.robots_state = Turn::State::known;
  turn.schedule.robots(turn.robots.crawl_delay(agent_));
}

Turn* Turns::next(double now) {
  if (is_at_page_limit() || next_start_in_all_ > now) return nullptr;
  for (;;) {
    const Start* const first = first_start(now);
    if (first == nullptr || std::get<double>(*first) > now) return nullptr;
    Turn* const turn = std::get<Turn*>(*first);
    const auto full = full_limit(*turn);
    if (!full) return turn;
    let_wait(*turn, *full);
  }
}

/// The next of the hosts that may be asked, whenever that is. `now`: to see which of them is due.
const Start* Turns::first_start(std::optional<double> now) const {
  const Start* const answering = starts_.empty() ? nullptr : &*starts_.begin();
  const bool may_be_silent = !silent_starts_.empty() && slots_.has_room_for_silent();
  const Start* const silent = may_be_silent ? &*silent_starts_.begin() : nullptr;
  if (answering == nullptr || silent == nullptr) return answering != nullptr ? answering : silent;
  if (now && std::get<double>(*answering) <= *now && slots_.prefers_answering()) return answering;
  return std::min(answering, silent, [](const Start* a, const Start* b) { return *a < *b; });
}

std::optional<double> Turns::next_start() const {
  if (is_at_page_limit()) return std::nullopt;
  const Start* const first = first_start(std::nullopt);
  if (first == nullptr) return std::nullopt;
  return std::max(std::get<double>(*first), next_start_in_all_);
}

const Turn* Turns::first() const {
  const Start* const answering = starts_.empty() ? nullptr : &*starts_.begin();
  const Start* const silent = silent_starts_.empty() ? nullptr : &*silent_starts_.begin();
  if (answering == nullptr && silent == nullptr) return nullptr;
  const bool is_silent = answering == nullptr || (silent != nullptr && *silent < *answering);
  return std::get<Turn*>(is_silent ? *silent : *answering);
}

bool Turns::is_at_page_limit() const {
  return options_.page_limit != 0 && pages_ + in_flight_ - robots_lent_ >= options_.page_limit;
}

bool Turns::needs_address(const Turn& turn) const {
  return turn.address_state == Turn::State::unknown && limits_[0].is_on() && !turn.is_given_up();
}

bool Turns::needs_robots(const Turn& turn, double now) const {
  if (!options_.obey_robots || turn.is_given_up()) return false;
  return turn.robots_state == Turn::State::unknown || turn.robots_until <= now;
}

bool Turns::has_reached_host_limit(const Turn& turn) const {
  return options_.host_page_limit != 0 && turn.pages >= options_.host_page_limit;
}

SkipReason Turns::admit(const Turn& turn, const storage::Lease& lease) {
  if (turn.is_given_up()) return turn.given_up;
  const Verdict verdict = turn.robots.check(agent_, path_and_query(lease.url));
  if (!verdict.allowed) return SkipReason::robots;
  const bool is_new_sitemap = is_sitemap(lease) && lease.attempts == 0;
  if (is_new_sitemap && ++sitemaps_ > options_.sitemap_files) return SkipReason::too_many_sitemaps;
  return SkipReason::none;
}

void Turns::lookup_started(Turn& turn) {
  turn.address_state = Turn::State::asking;
  ++lookups_;
  set_start(turn);
}

void Turns::located(Turn& turn, std::string_view ip) {
  if (turn.address_state == Turn::State::asking) --lookups_;
  turn.address_state = Turn::State::known;
  take_out(turn);
  set_address(turn, ip);
  set_start(turn);
}

void Turns::started(Turn& turn, bool has_urls, double now) {
  turn.has_urls = has_urls;
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
  for (const Shared shared : kShared) limit(shared).add(turn.group(shared), 1);
  if (options_.rate > 0) next_start_in_all_ = std::max(now, next_start_in_all_) + 1 / options_.rate;
  mark_changed(turn);
  set_start(turn);
}

/// Requires: set_start() follows.
void Turns::count_end(Turn& turn, const Outcome& outcome, double now) {
  turn.schedule.ended(now, outcome);
  --in_flight_;
  take_out(turn);
  for (const Shared shared : kShared) {
    limit(shared).add(turn.group(shared), -1);
    call(shared, turn.group(shared));
  }
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
    set_address(turn, ip);
  }
  set_start(turn);
}

bool Turns::robots_answered(Turn& turn, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                            double now) {
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

void Turns::give_up(Turn& turn, SkipReason reason) {
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
  // What is in flight may yet come to no page.
  const int in_flight = turn.schedule.in_flight();
  if (options_.host_page_limit != 0 && in_flight > 0 && turn.pages + in_flight >= options_.host_page_limit)
    return std::nullopt;
  return turn.is_given_up() ? std::optional<double>(0) : turn.schedule.next_start();
}

void Turns::set_start(Turn& turn) {
  take_out(turn);
  turn.start = start_of(turn);
  if (!turn.start) return;
  turn.order = next_order_++;
  turn.is_listed_silent = !turn.is_given_up() && !turn.schedule.answers();
  starts_with(turn).emplace(*turn.start, turn.order, &turn);
}

void Turns::take_out(Turn& turn) {
  if (!turn.start) return;
  const Start start(*turn.start, turn.order, &turn);
  turn.start.reset();
  if (turn.waits_for) {
    limit(*turn.waits_for).stop_waiting(turn.group(*turn.waits_for), start, turn.is_listed_silent);
    turn.waits_for.reset();
  } else {
    starts_with(turn).erase(start);
    call_instead(turn);
  }
}

/// The limit that keeps the host from being asked now.
std::optional<Shared> Turns::full_limit(const Turn& turn) {
  if (turn.is_given_up()) return std::nullopt;
  for (const Shared shared : kShared)
    if (limit(shared).is_full(turn.group(shared))) return shared;
  return std::nullopt;
}

/// Requires: the host is in one of the lists.
void Turns::let_wait(Turn& turn, Shared shared) {
  const Start start(*turn.start, turn.order, &turn);
  starts_with(turn).erase(start);
  limit(shared).wait(turn.group(shared), start, turn.is_listed_silent);
  turn.waits_for = shared;
  mark_changed(turn);
  call_instead(turn);
}

/// The host has left the lists.
void Turns::call_instead(const Turn& turn) {
  for (const Shared shared : kShared) {
    limit(shared).left(turn.group(shared), turn);
    call(shared, turn.group(shared));
  }
}

/// Puts hosts that wait for the limit back into the lists if there is room again.
void Turns::call(Shared shared, const std::string& group) {
  for (const bool is_silent : {false, true}) {
    Turn* const next = limit(shared).call(group, is_silent);
    if (next == nullptr) continue;
    next->waits_for.reset();
    starts_with(*next).emplace(*next->start, next->order, next);
  }
}

/// Requires: the host is in no list.
void Turns::set_address(Turn& turn, std::string_view ip) {
  if (!limit(Shared::address).is_on() || ip == turn.group(Shared::address)) return;
  const auto parsed = fetch::IpAddress::parse(ip);
  std::string address = parsed ? fetch::without_embedding(*parsed).text() : std::string(ip);
  std::string& group = turn.group(Shared::address);
  if (address == group) return;
  const int fetches = turn.schedule.in_flight();
  limit(Shared::address).add(group, -fetches);
  call(Shared::address, group);
  group = std::move(address);
  limit(Shared::address).add(group, fetches);
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
