#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fetch/text/rare_text.hpp"

namespace trawl::storage {

/// Why a URL is not fetched. skip_reasons() describes each.
enum class SkipReason : std::uint8_t {
  none,  ///< it is fetched
  scope,
  exclude,
  include,
  depth,
  trap,
  not_a_page,
  nofollow,
  logout,
  not_listed,
  not_modified,
  sitemap_nesting,
  same_body,
  not_chosen,
  too_many_redirects,
  no_sitemap,
  robots,
  robots_unreachable,
  usage_preference,
  forbidden_address,
  host_asks_to_wait,
  host_page_limit,
  too_many_sitemaps,
  in_flight_at_kills,
  another_crawl,
  dropped,
};

/// Who decided it. A decision about how the URL was found holds until it is found in another way; that of a
/// host or a limit holds until the user names the URL as a seed; that of a crash or of an order until a new
/// crawl begins, since the same command that goes on with a crawl names its seeds again.
enum class SkippedBy : std::uint8_t { finder, host, limit, crash, order };

/// Whether a crawl that goes on with other flags decides anew.
enum class Judged : std::uint8_t { once, again };

struct SkipReasonRow {
  SkipReason reason;
  std::string_view name;  ///< in `urls.skip_reason`
  SkippedBy by;
  Judged judged;
  std::string_view meaning;   ///< one line for people
  bool breaks_links = false;  ///< a person who follows a link to such a URL gets nothing
};

/// All reasons but `none`. Only this table knows how they are spelt.
std::span<const SkipReasonRow> skip_reasons();

/// "" for none.
std::string_view name_of(SkipReason reason);
/// Requires: not none.
SkippedBy decided_by(SkipReason reason);
/// `once` for none.
Judged judged(SkipReason reason);

/// What stands between a reason and its detail.
inline constexpr std::string_view kBeforeSkipDetail = ": ";

/// A reason, with the detail that some have: `urls.skip_reason` then holds "name: detail".
struct Skip {
  Skip(SkipReason skip_reason = SkipReason::none, std::string skip_detail = "")
      : reason(skip_reason), detail(std::move(skip_detail)) {}
  explicit operator bool() const { return reason != SkipReason::none; }
  bool operator==(const Skip&) const = default;
  /// As in `urls.skip_reason`; "" for none.
  std::string text() const;

  SkipReason reason;
  text::RareText detail;
};

/// Reads what text() wrote. None for "" and for a reason that is not in the table.
std::optional<Skip> parse_skip(std::string_view text);

}  // namespace trawl::storage
