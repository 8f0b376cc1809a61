#include "scraper/crawl/visit/page_items.hpp"

#include <new>
#include <string_view>
#include <utility>

#include "scraper/crawl/visit/item_rows.hpp"
#include "scraper/crawl/visit/own_request.hpp"
#include "scraper/extract/extractor.hpp"

namespace trawl::crawl {
namespace {

/// Of the rows in `links` of what a follow rule found elsewhere than in links.
constexpr std::string_view kLinkKind = "follow";

/// As in `events.kind`.
std::string_view note_kind(const std::string& kind) {
  for (const std::string_view known : {"item left out", "extract limit", "command failed"}) {
    if (kind == known) return known;
  }
  return "rules";
}

void add_items(const VisitPolicy& policy, extract::Extracted& extracted, VisitReport& report) {
  report.visit.items = item_rows(std::move(extracted.items));
  report.visit.field_health = field_health(extracted.counts);
  for (extract::ExtractNote& note : extracted.notes)
    report.notes.emplace_back(note_kind(note.kind), std::move(note.text));
  if (!extracted.skipped.empty() && policy.says_skipped_type(report.visit.page->content_type))
    report.notes.emplace_back("page skipped", extracted.skipped + "; others of this type are skipped, too");
}

void add_followed(const VisitPolicy& policy, const storage::Lease& lease, const extract::Extracted& extracted,
                  bool is_nofollow, FoundUrls& found, storage::Visit& visit) {
  if (extracted.followed.empty()) return;
  const auto own = fetch::Url::parse(lease.url);
  const OwnRequest request = request_from_json(lease.request);
  storage::SkipReason barrier = storage::SkipReason::none;
  if (policy.options.sitemap == SitemapUse::only) barrier = storage::SkipReason::not_listed;
  if (policy.options.obey_nofollow && is_nofollow) barrier = storage::SkipReason::nofollow;
  for (const extract::Followed& followed : extracted.followed) {
    auto url = fetch::Url::parse(followed.url);
    if (!url || !own) continue;
    Chosen chosen;
    chosen.label = followed.label;
    chosen.priority = followed.priority;
    chosen.request = next_request(request, followed.repeats_request, *own, *url);
    chosen.paging = followed.paging;
    const std::size_t known = found.size();
    const bool is_internal = policy.scope.internal(*url);
    const std::size_t place = found.add_chosen(std::move(*url), storage::ViaKind::link, 1, barrier, chosen);
    if (place < known) continue;
    storage::FoundLink& row = visit.links.emplace_back();
    row.target = place;
    row.kind = kLinkKind;
    row.nofollow = is_nofollow;
    ++(is_internal ? visit.page->links_internal : visit.page->links_external);
  }
}

void read_what_rules_give(const VisitPolicy& policy, const storage::Lease& lease,
                          const fetch::Response& response, ReadablePage& page, RulesGive wanted,
                          FoundUrls& found, VisitReport& report) {
  const bool is_there = response.status < 300 || response.status == 304;
  if (policy.extractor == nullptr || !is_there) return;
  const bool is_nofollow = page.page() != nullptr && page.page()->nofollow();
  if (wanted == RulesGive::links) {
    const auto by_rules = policy.extractor->follow(page.sources());
    return add_followed(policy, lease, by_rules, is_nofollow, found, report.visit);
  }
  auto by_rules = policy.extractor->extract(page.sources());
  add_items(policy, by_rules, report);
  add_followed(policy, lease, by_rules, is_nofollow, found, report.visit);
}

}  // namespace

void read_by_rules(const VisitPolicy& policy, const storage::Lease& lease, const fetch::Response& response,
                   ReadablePage& page, RulesGive wanted, FoundUrls& found, VisitReport& report) {
  try {
    read_what_rules_give(policy, lease, response, page, wanted, found, report);
  } catch (const std::bad_alloc&) {  // the page itself is stored without them
    report.notes.emplace_back("extract limit", "the rules were left: there is not enough memory");
  }
}

void add_redirect(const storage::Lease& lease, const fetch::Response& response, const fetch::Url& target,
                  FoundUrls& found) {
  if (lease.request.empty() && lease.paging.empty()) {
    found.add(target, storage::ViaKind::redirect, 0, storage::SkipReason::none);
    return;
  }
  Chosen chosen;
  chosen.request = redirected(request_from_json(lease.request), response.status, response.url, target);
  chosen.paging = lease.paging;
  found.add_chosen(target, storage::ViaKind::redirect, 0, storage::SkipReason::none, chosen);
}

}  // namespace trawl::crawl
