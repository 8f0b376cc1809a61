#pragma once
#include <string>
#include <vector>

#include "storage/item_report.hpp"
#include "storage/live.hpp"
#include "storage/page_sums.hpp"

namespace trawl::web {

// The live numbers of a crawl as documents. One table in the source names each number once for both.

/// The answer of /api/status: the fields of the crawl, its numbers and their limits under their own names,
/// `eta_s` and latencies (null when they are not known) and `can_command`. Bytes that are not UTF-8 become
/// U+FFFD.
std::string status_json(const storage::LiveCrawl& crawl, bool can_command);

/// The answer of /api/history: one array for each number of a sample, in the order of time, and in
/// `errors_by_kind` one for each kind. A latency that is not known is null.
std::string history_json(const std::vector<storage::LiveSample>& samples);

/// The answer of /api/items: `tables` and `fields`, each field with its tally as `field_health` has it, and
/// with `before`, that of the run before; null for none.
std::string items_json(const storage::ItemReport& report);

/// The answer of /api/v1/breakdown: `types` and `depths` as arrays of [what, rows], the most rows first and
/// the lowest depth first.
std::string breakdown_json(const storage::PageSums& sums);

/// The answer of /metrics, in Prometheus' text format, version 0.0.4. Units are seconds and bytes. Histograms
/// are those of `sums`, if they are complete.
std::string metrics_text(const storage::LiveCrawl& crawl, const storage::PageSums& sums = {});

}  // namespace trawl::web
