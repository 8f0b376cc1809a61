#include "scraper/crawl/live_hosts.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/time.hpp"

namespace trawl::crawl {
namespace {

/// Shorter waits are the usual pace of a crawl.
constexpr double kWorthTelling = 2;

std::string duration_of(double seconds) {
  return text::duration_text(std::chrono::seconds(std::llround(seconds)));
}

std::string time_after(double wait, double now) {
  return text::iso_seconds(std::llround(std::ceil(now + wait)));
}

std::string_view reason_of(const storage::LiveHost& host) {
  return host.wait_reason.empty() ? std::string_view("rate") : host.wait_reason;
}

}  // namespace

double wait_of(const Window& window, const Turn& turn, double now) {
  if (turn.is_given_up() || (window.leases.empty() && window.stored == 0)) return 0;
  const double due = window.leases.empty() ? window.stored_due : 0;
  return std::max({0.0, due - now, turn.schedule.allowed_at() - now});
}

storage::LiveHost live_host(const Turn& turn, double now) {
  storage::LiveHost row;
  row.name = turn.origin;
  static_cast<storage::HostCounts&>(row) = turn.counts;
  row.in_flight = turn.schedule.in_flight();
  row.was_asked = turn.was_asked || turn.is_given_up();
  row.delay_s = turn.schedule.delay();
  row.wait_reason = turn.wait_reason(now);
  row.wait_s = std::max(0.0, turn.schedule.next_start().value_or(now) - now);
  return row;
}

storage::LiveHost live_host(const Window& window, const Turn& turn, double now) {
  storage::LiveHost row = live_host(turn, now);
  row.queued = static_cast<std::int64_t>(window.leases.size()) + window.stored;
  const double wait = wait_of(window, turn, now);
  if (wait > row.wait_s) {
    row.wait_s = wait;
    row.wait_reason = "retry";
  }
  if (row.wait_reason.starts_with(kParked)) row.wait_reason.erase(0, kParked.size());
  return row;
}

std::string parked_note(const Turn& turn, const Outcome& outcome, const Options& options, double now) {
  const double wait = std::max(outcome.retry_after.value_or(0), turn.schedule.allowed_at() - now);
  const bool is_delay = turn.schedule.wait_reason(now) == "crawl-delay";
  const std::string wish = is_delay ? fmt::format("{} between two pages (Crawl-delay in its robots.txt)",
                                                  duration_of(turn.schedule.delay()))
                                    : fmt::format("a pause of {} (Retry-After)", duration_of(wait));
  return fmt::format("{} asks for {}: parked until {}, as no wait is longer than {} (--max-wait)",
                     turn.origin, wish, time_after(wait, now), duration_of(options.longest_wait()));
}

std::string waiting_text(const std::optional<storage::LiveHost>& next,
                         const std::vector<storage::LiveHost>& parked, double now) {
  std::string text;
  if (next && next->wait_s >= kWorthTelling)
    text = fmt::format("waits for {}: {}, {} more, until {}", next->name, reason_of(*next),
                       duration_of(next->wait_s), time_after(next->wait_s, now));
  if (parked.empty()) return text;
  const storage::LiveHost& first = parked.front();
  text += fmt::format("{}parked: {} until {} ({})", text.empty() ? "" : "; ", first.name,
                      time_after(first.wait_s, now), reason_of(first));
  if (parked.size() > 1) text += fmt::format(" and {} more", parked.size() - 1);
  return text;
}

}  // namespace trawl::crawl
