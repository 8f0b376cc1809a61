#include "web/status_json.hpp"

#include <nlohmann/json.hpp>

namespace trawl::web {

// Found by nlohmann::json through argument-dependent lookup.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HostRow, name, pages, errors, bytes, queued, in_flight, delay_s,
                                   wait_reason, wait_s)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RecentPage, url, fetched_at, content_type, title, error, status, size,
                                   elapsed_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Status, name, file, version, started_at, state, exit_reason, elapsed_s,
                                   pages, bytes, links, retries, page_limit, pages_per_s, bytes_per_s, queued,
                                   in_flight, concurrency, status_classes, errors, skipped, loop_lag_ms,
                                   hosts, recent)

std::string status_json(const Status& status, bool can_command) {
  nlohmann::json json = status;
  json["can_command"] = can_command;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace trawl::web
