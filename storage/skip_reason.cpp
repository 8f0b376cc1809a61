#include "storage/skip_reason.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace trawl::storage {
namespace {

using enum SkipReason;
using enum SkippedBy;
using enum Judged;

constexpr std::array kRows{
    SkipReasonRow{scope, "scope", finder, again, "outside the sites that --scope allows"},
    SkipReasonRow{exclude, "exclude", finder, again, "matches an --exclude pattern"},
    SkipReasonRow{include, "include", finder, again, "matches none of the --include patterns"},
    SkipReasonRow{depth, "depth", finder, again, "more links away from a seed than --depth allows"},
    SkipReasonRow{trap, "trap", finder, again,
                  "looks like one of endlessly many URLs, for the reason after the colon"},
    SkipReasonRow{not_a_page, "not a page", finder, once,
                  "a style sheet, script, image or other part of a page"},
    SkipReasonRow{nofollow, "nofollow", finder, again, "the page or the link says nofollow"},
    SkipReasonRow{logout, "logout", finder, again,
                  "would end the session that the user gave; a seed is asked"},
    SkipReasonRow{not_listed, "not in a sitemap", finder, again, "a link, in a crawl of what sitemaps list"},
    SkipReasonRow{not_modified, "not modified", finder, again,
                  "its sitemap says it has not changed since the date asked for"},
    SkipReasonRow{sitemap_nesting, "sitemap nesting", finder, once,
                  "a sitemap below too many levels of indexes"},
    SkipReasonRow{same_body, "same body", finder, once,
                  "stands on a page that is the same as many others of its host"},
    SkipReasonRow{not_chosen, "not chosen", finder, once, "no follow rule of the spider file chooses it"},
    SkipReasonRow{too_many_redirects, "too many redirects", finder, once,
                  "follows too many redirects in a row", true},
    SkipReasonRow{no_sitemap, "no sitemap", finder, once, "guessed to be a sitemap, and there is none"},
    SkipReasonRow{robots, "robots", host, again, "robots.txt forbids it"},
    SkipReasonRow{robots_unreachable, "robots unreachable", host, again, "robots.txt could not be fetched",
                  true},
    SkipReasonRow{usage_preference, "usage preference", host, again,
                  "the site asks machines not to use it so, and --respect obeys that"},
    SkipReasonRow{forbidden_address, "forbidden address", host, again,
                  "its host, or what its robots.txt redirects to, is at an address that is not allowed",
                  true},
    SkipReasonRow{host_asks_to_wait, "host asks to wait", host, again,
                  "its host asks for a pause of a day or longer (of earlier versions)"},
    SkipReasonRow{host_page_limit, "host page limit", limit, again,
                  "its host has reached the limit of pages a host"},
    SkipReasonRow{too_many_sitemaps, "too many sitemaps", limit, again, "the limit of sitemaps is reached"},
    SkipReasonRow{in_flight_at_kills, "in flight at kills", crash, once,
                  "trawl was killed three times in a row while it was in flight"},
    SkipReasonRow{another_crawl, "another crawl", finder, once,
                  "was still waiting in another crawl of this file"},
    SkipReasonRow{dropped, "dropped", SkippedBy::order, once,
                  "a person dropped it; the table orders says who and when"},
};

constexpr const SkipReasonRow& row_of(SkipReason reason) {
  return kRows[static_cast<std::size_t>(reason) - 1];
}

static_assert(std::all_of(kRows.begin(), kRows.end(),
                          [](const SkipReasonRow& row) { return &row_of(row.reason) == &row; }),
              "the rows stand in the order of the enum");

}  // namespace

std::span<const SkipReasonRow> skip_reasons() {
  return kRows;
}

std::string_view name_of(SkipReason reason) {
  return reason == none ? "" : row_of(reason).name;
}

Judged judged(SkipReason reason) {
  return reason == none ? once : row_of(reason).judged;
}

SkippedBy decided_by(SkipReason reason) {
  return row_of(reason).by;
}

std::string Skip::text() const {
  std::string text(name_of(reason));
  if (!detail.empty()) text.append(kBeforeSkipDetail).append(detail);
  return text;
}

std::optional<Skip> parse_skip(std::string_view text) {
  const std::size_t colon = text.find(kBeforeSkipDetail);
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const SkipReasonRow& each) {
    return each.name == text.substr(0, colon);
  });
  if (row == kRows.end()) return std::nullopt;
  const bool has_detail = colon != std::string_view::npos;
  return Skip(row->reason, has_detail ? std::string(text.substr(colon + kBeforeSkipDetail.size())) : "");
}

}  // namespace trawl::storage
