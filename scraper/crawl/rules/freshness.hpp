#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::crawl {

/// What is known of a page when somebody asks whether it is due. Times are epoch seconds.
struct PageAge {
  PageAge() {}
  double fetched_at = 0;
  int status = 200;                                              ///< 0: no answer
  bool has_failed = false;                                       ///< without a whole answer
  std::string cache_control, expires, date, age, last_modified;  ///< header values; "" for none
  std::optional<double> listed_as_changed;                       ///< the lastmod of its sitemap
  std::int64_t visits = 1, versions = 1;  ///< fetches, and different contents among them
  double first_seen = 0;                  ///< the first fetch
};

/// When a page is due again, and by which rule: a word or two for people.
struct Due {
  Due(double when, std::string_view rule) : at(when), why(rule) {}
  double at;
  std::string_view why;
};

/// The first of these that says something decides. - A page without an answer, with a 429 or a 5xx is due
/// at once. - So is one whose sitemap says that it has changed since it was fetched. - Cache-Control:
/// `no-cache`, `no-store` are due at once, `max-age` after its seconds less those of the   header Age; then
/// Expires, counted from Date (RFC 9111 section 4.2). - History: a page that had n versions is due after
/// half of the mean time between them; one that was fetched   several times and never changed after half of
/// the time for which that holds. - Last-Modified: after a tenth of the page's age then (RFC 9111 section
/// 4.2.2). - Else after a day. What the last three say is an hour at least and 30 days at most. Pure.
Due when_due(const PageAge& page);

}  // namespace trawl::crawl
