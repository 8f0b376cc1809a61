#include "scraper/crawl/turns.hpp"

#include <algorithm>
#include <chrono>

#include "scraper/crawl/rules/retry.hpp"
#include "scraper/crawl/visit/sitemaps.hpp"

namespace trawl::crawl {

using storage::SkipReason;

Turn& Turns::add(std::int64_t host_id, const std::string& origin) {
  Turn& turn = turns_.emplace_back(host_id, origin, HostSchedule(options_.per_host, options_.delay));
  if (!options_.obey_robots) turn.robots_state = Turn::RobotsState::known;
  return turn;
}

void Turns::restore_counts(Turn& turn, const storage::HostRecord& record) {
  turn.pages = record.pages;
  turn.counts = record;
  turn.restored = record.transaction;
  turn.was_asked = turn.was_asked || record.was_asked;
}

void Turns::restore(Turn& turn, const storage::HostRecord& record, double now) {
  turn.schedule.restore(now, record.current_delay.value_or(0), record.delay_source, record.next_allowed_at,
                        record.wait_reason);
  if (!options_.obey_robots || !reuses_robots_) return;
  const double until = record.robots_fetched_at + kRobotsHold;
  if (until <= now || (record.robots_status != "ok" && record.robots_status != "none")) return;
  turn.robots = record.robots_status == "ok" ? Robots::parse(record.robots_txt) : Robots::allow_all();
  turn.robots_until = until;
  turn.robots_state = Turn::RobotsState::known;
  turn.schedule.robots(turn.robots.crawl_delay(agent_));
}

Turn* Turns::next(double now) const {
  if (is_at_page_limit() || next_start_in_all_ > now) return nullptr;
  const Start* const first = first_start(now);
  return first != nullptr && std::get<double>(*first) <= now ? std::get<Turn*>(*first) : nullptr;
}

/// The next of the hosts that may be asked, whenever that is. `now`: to see which of them is due.
const Turns::Start* Turns::first_start(std::optional<double> now) const {
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

bool Turns::is_at_page_limit() const {
  return options_.page_limit != 0 && pages_ + in_flight_ - robots_lent_ >= options_.page_limit;
}

bool Turns::needs_robots(const Turn& turn, double now) const {
  if (!options_.obey_robots || turn.is_given_up()) return false;
  return turn.robots_state == Turn::RobotsState::unknown || turn.robots_until <= now;
}

bool Turns::has_reached_host_limit(const Turn& turn) const {
  return options_.host_page_limit != 0 && turn.pages >= options_.host_page_limit;
}

storage::Skip Turns::admit(const Turn& turn, const storage::Lease& lease) {
  if (turn.is_given_up()) return turn.given_up;
  const Verdict verdict = turn.robots.check(agent_, path_and_query(lease.url));
  if (!verdict.allowed) return SkipReason::robots;
  const bool is_new_sitemap = is_sitemap(lease) && lease.attempts == 0;
  if (is_new_sitemap && ++sitemaps_ > options_.sitemap_files) return SkipReason::too_many_sitemaps;
  return SkipReason::none;
}

void Turns::started(Turn& turn, bool has_urls, double now) {
  turn.has_urls = has_urls;
  turn.schedule.started(now);
  ++in_flight_;
  if (!std::exchange(turn.was_asked, true)) turn.unsaved.is_first_asked = true;
  if (options_.rate > 0) next_start_in_all_ = std::max(now, next_start_in_all_) + 1 / options_.rate;
  mark_changed(turn);
  set_start(turn);
}

void Turns::robots_started(Turn& turn, double now) {
  turn.robots_state = Turn::RobotsState::asking;
  started(turn, turn.has_urls, now);
}

void Turns::ended(Turn& turn, const Outcome& outcome, std::string_view ip, bool is_page, double now) {
  turn.schedule.ended(now, outcome);
  --in_flight_;
  if (is_page) {
    ++pages_;
    ++turn.pages;
  }
  if (!ip.empty()) turn.unsaved.ip = std::string(ip);
  mark_changed(turn);
  set_start(turn);
}

bool Turns::robots_answered(Turn& turn, RobotsAnswer answer, std::string_view body, const Outcome& outcome,
                            double now) {
  turn.schedule.ended(now, outcome);
  --in_flight_;
  turn.unsaved.robots_status = std::string(name_of(answer));
  turn.unsaved.robots_fetched_at = now;
  turn.unsaved.robots_txt = std::string(body);
  bool may_ask = true;
  if (answer == RobotsAnswer::refuse_all) {
    turn.robots_state = Turn::RobotsState::unknown;
    const auto pause = retry_pause(options_, outcome, ++turn.robots_failures);
    if (pause) turn.schedule.robots_unreachable(now + std::chrono::duration<double>(*pause).count());
    may_ask = pause.has_value();
  } else {
    turn.robots_until = now + kRobotsHold;
    turn.robots = answer == RobotsAnswer::parse ? Robots::parse(body) : Robots::allow_all();
    turn.robots_state = Turn::RobotsState::known;
    turn.robots_failures = 0;
    turn.schedule.robots(turn.robots.crawl_delay(agent_));
    turn.unsaved.crawl_delay = turn.robots.crawl_delay(agent_);
  }
  mark_changed(turn);
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
  if (!turn.has_urls || turn.robots_state == Turn::RobotsState::asking) return std::nullopt;
  // What is in flight may yet come to no page.
  const int in_flight = turn.schedule.in_flight();
  if (options_.host_page_limit != 0 && in_flight > 0 && turn.pages + in_flight >= options_.host_page_limit)
    return std::nullopt;
  return turn.is_given_up() ? std::optional<double>(0) : turn.schedule.next_start();
}

void Turns::set_start(Turn& turn) {
  if (turn.start) starts_with(turn).erase(Start(*turn.start, turn.order, &turn));
  turn.start = start_of(turn);
  if (!turn.start) return;
  turn.order = next_order_++;
  turn.is_listed_silent = !turn.is_given_up() && !turn.schedule.answers();
  starts_with(turn).emplace(*turn.start, turn.order, &turn);
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
    update.wait_reason = std::string(turn->wait_reason(now));
    updates.push_back(std::exchange(update, storage::HostUpdate()));
    turn->is_changed = false;
  }
  changed_.clear();
  return updates;
}

}  // namespace trawl::crawl
