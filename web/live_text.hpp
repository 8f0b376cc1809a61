#pragma once
#include <string>
#include <vector>

#include "storage/item_report.hpp"
#include "storage/live.hpp"

namespace trawl::web {

// The live numbers of a crawl as documents. One table in the source names each number once for both.

/// The answer of /api/status: the fields of the crawl, its numbers and their limits under their own names,
/// `eta_s` (null when it is not known) and `can_command`. Bytes that are not UTF-8 become U+FFFD.
std::string status_json(const storage::LiveCrawl& crawl, bool can_command);

/// The answer of /api/history: one array for each number of a sample, in the order of time.
std::string history_json(const std::vector<storage::LiveSample>& samples);

/// The answer of /api/items: `tables` and `fields`, each field with its tally as `field_health` has it, and
/// with `before`, that of the run before; null for none.
std::string items_json(const storage::ItemReport& report);

/// The answer of /metrics, in Prometheus' text format, version 0.0.4. Units are seconds and bytes.
std::string metrics_text(const storage::LiveCrawl& crawl);

}  // namespace trawl::web
