#include "storage/tables/event_table.hpp"

#include <fmt/format.h>

#include "fetch/text/time.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kMostOfOneHost = 1'000;
constexpr std::size_t kMostHosts = 10'000;

}  // namespace

void EventTable::add(const Event& event, std::int64_t crawl_id) {
  if (event.kind != "retry" && !has_room(event)) {
    ++left_out_[event.kind];
    return;
  }
  insert_.run(text::iso_time(event.at), event.level, event.kind, event.url_id, event.host_id, event.message,
              crawl_id);
  counters_.event(event.kind);
}

bool EventTable::has_room(const Event& event) {
  const std::pair key(event.kind, event.host_id.value_or(0));
  const auto known = written_.find(key);
  if (known != written_.end()) return ++known->second <= kMostOfOneHost;
  if (written_.size() >= kMostHosts) written_.clear();  // their counts begin anew
  written_[key] = 1;
  return true;
}

void EventTable::add_rest(std::int64_t crawl_id, EpochSeconds now) {
  for (const auto& [kind, count] : left_out_)
    insert_.run(text::iso_time(now), "info", kind, std::optional<std::int64_t>(),
                std::optional<std::int64_t>(), fmt::format("{} more of this kind were left out", count),
                crawl_id);
  left_out_.clear();
}

}  // namespace trawl::storage
