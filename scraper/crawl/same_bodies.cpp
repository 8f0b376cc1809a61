#include "scraper/crawl/same_bodies.hpp"

#include <string>

#include <fmt/format.h>

namespace trawl::crawl {

void SameBodies::look_at(VisitReport& report) {
  storage::Visit& visit = report.visit;
  if (!visit.page || visit.page->content_hash.empty() || visit.found.empty() || report.is_sitemap) return;
  const auto key = counts_.key_of(fmt::format("{} {}", visit.host_id, visit.page->content_hash));
  const std::int64_t before = counts_.find(key).value_or(0);
  counts_.remember(key, before + 1);
  if (before < kMost) return;
  for (storage::NewUrl& found : visit.found) {
    if (found.state != storage::UrlState::pending || found.via_kind == storage::ViaKind::redirect) continue;
    found.state = storage::UrlState::skipped;
    found.skip = storage::SkipReason::same_body;
  }
  if (before == kMost)
    report.notes.emplace_back(
        storage::name_of(storage::SkipReason::same_body),
        fmt::format("{} is the same page as {} others of its host: links on it and on further ones "
                    "are not followed",
                    visit.page->url, before));
}

}  // namespace trawl::crawl
