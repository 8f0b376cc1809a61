#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "scraper/crawl/rules/host_schedule.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What hosts can have in common.
enum class Shared : std::uint8_t { address, domain };
inline constexpr std::array kShared{Shared::address, Shared::domain};

/// Before the reason of a parked host's wait.
inline constexpr std::string_view kParked = "parked: ";

/// One host: its schedule, the rules of its robots.txt, and the part of its ledger that is not stored yet.
/// Only Turns changes it.
struct Turn {
  Turn(std::int64_t id, std::string host_origin, const HostSchedule& host_schedule)
      : host_id(id), origin(std::move(host_origin)), schedule(host_schedule) {}

  enum class State : std::uint8_t { unknown, asking, known };

  bool is_given_up() const { return bool(given_up); }
  bool is_parked(double now) const { return !is_given_up() && schedule.is_parked(now); }
  /// What keeps the host from being asked: as HostSchedule::wait_reason(), or the reason why it was given up,
  /// "lookup", "address" or "domain"; with "parked: " before it while the host is parked; "" for nothing.
  std::string wait_reason(double now) const;
  std::string& group(Shared shared) { return groups[static_cast<std::size_t>(shared)]; }
  const std::string& group(Shared shared) const { return groups[static_cast<std::size_t>(shared)]; }

  const std::int64_t host_id;
  const std::string origin;
  HostSchedule schedule;

  State address_state = State::unknown;
  std::array<std::string, kShared.size()> groups;  ///< its address and its domain; "": unknown, or no matter

  State robots_state = State::unknown;
  Robots robots = Robots::allow_all();
  double robots_until = 0;  ///< how long `robots` holds
  int robots_failures = 0;
  storage::Skip given_up;  ///< why nothing more is asked of it
  bool is_paused = false;  ///< by an order

  std::int64_t pages = 0;      ///< of this crawl, those that are not committed yet included
  storage::HostCounts counts;  ///< as of the last commit
  bool was_asked = false;      ///< in this crawl, be it for robots.txt
  std::int64_t restored = 0;   ///< the transaction from which on changes are added to `counts`
  bool is_changed = false;     ///< it stands in Turns::changed_
  storage::HostUpdate unsaved;

  bool has_urls = false;        ///< some URL of it is in memory
  std::optional<double> start;  ///< its key in one of Turns' lists, with `order`
  bool is_listed_silent = false;
  std::uint64_t order = 0;
  std::optional<Shared> waits_for;  ///< the limit at which it stands instead
  std::optional<Shared> waited_at;  ///< the last at which it has stood since a page of it was started
};

}  // namespace trawl::crawl
