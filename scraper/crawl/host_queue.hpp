#pragma once
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "scraper/crawl/rules/host_schedule.hpp"
#include "scraper/crawl/rules/robots.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// What the frontier keeps of one host: its place in the schedule, a window of its URLs, what robots.txt said, and the part
/// of its ledger that is not stored yet.
struct HostQueue {
  HostQueue(std::int64_t of_id, std::string of_name, const HostSchedule& by)
      : id(of_id), name(std::move(of_name)), schedule(by) {}

  enum class RobotsState { unknown, asking, known };

  /// What keeps it from being asked; "" for nothing.
  std::string_view wait_reason(double now) const {
    return given_up == storage::SkipReason::none ? schedule.wait_reason(now) : storage::name_of(given_up);
  }

  const std::int64_t id;
  const std::string name;  ///< the origin
  HostSchedule schedule;

  std::deque<storage::Lease> window;  ///< leased, not yet handed out
  std::int64_t stored = 0;            ///< pending in the store
  double stored_due = 0;              ///< the earliest of those
  std::optional<double> fed_at;       ///< its key among the hosts whose stored URLs wait for a retry
  bool is_refilling = false;
  bool is_loaded = true;  ///< false: the ledger of an earlier run must be read first

  RobotsState robots_state = RobotsState::unknown;
  Robots robots = Robots::allow_all();
  double robots_until = 0;
  int robots_failures = 0;
  storage::SkipReason given_up = storage::SkipReason::none;  ///< why nothing more is asked of it

  std::int64_t pages = 0, errors = 0, bytes = 0;  ///< with those of earlier runs
  bool is_changed = false;
  storage::HostUpdate unsaved;

  std::optional<double> indexed_at;  ///< its key in the frontier's order of starts
  std::uint64_t index_order = 0;
};

}  // namespace trawl::crawl
