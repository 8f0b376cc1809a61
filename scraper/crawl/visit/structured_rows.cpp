#include "scraper/crawl/visit/structured_rows.hpp"

#include <utility>

#include <fmt/format.h>

namespace trawl::crawl {

void keep_structured(extract::StructuredData found, VisitReport& report) {
  for (const extract::ExtractNote& note : found.notes()) {
    const bool is_limit = note.kind == "extract limit";
    report.notes.emplace_back(is_limit ? "extract limit" : "structured data",
                              fmt::format("{}: {}", report.visit.page->final_url, note.text));
  }
  for (extract::StructuredItem& item : found.take_items()) {
    storage::StructuredRow& row = report.visit.structured.emplace_back();
    row.kind = std::move(item.kind);
    row.type = std::move(item.type);
    row.data = std::move(item.data);
  }
}

}  // namespace trawl::crawl
