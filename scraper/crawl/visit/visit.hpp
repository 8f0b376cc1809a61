#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fetch/error.hpp"
#include "fetch/http/response.hpp"
#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/outcome.hpp"
#include "scraper/crawl/visit/policy.hpp"
#include "storage/live.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

/// A warning for `events`.
struct VisitNote {
  VisitNote(std::string_view note_kind, std::string note_text)
      : kind(note_kind), text(std::move(note_text)) {}
  std::string_view kind;  ///< a literal
  std::string text;
  bool is_for_summary = false;  ///< it explains why a crawl brings little
};

/// A visit on its way to the store, with what the live view shows of it.
struct VisitReport {
  VisitReport() {}
  VisitReport(VisitReport&&) = default;
  VisitReport& operator=(VisitReport&&) = default;
  storage::Visit visit;
  storage::LivePage recent;
  bool is_sitemap = false;   ///< the URL is that of a sitemap, which does not count as a page
  bool leads_on = false;     ///< it redirects or refreshes: some found URL has ViaKind::redirect
  std::string refreshes_to;  ///< the page's own URL, if it says that it is to be loaded again at once
  std::vector<VisitNote> notes;
  std::optional<fetch::Url> moved_to;  ///< the URL is a seed, and redirects to this one
};

/// What a response means: the page's row with its compressed body, the links, the URLs that they lead to with
/// the decision on each, and the new state of the URL. After a 304, `content` is what the file has of the
/// known page: it is read anew, since the rules may be others now. Throws storage::Error if it is damaged.
/// Of a response whose outcome is an error, the row alone, with the status that came.
/// Thread: any; pure.
VisitReport read_response(const VisitPolicy& policy, const storage::Lease& lease, fetch::Response response,
                          const Outcome& outcome, double now,
                          const std::optional<storage::Body>& content = std::nullopt);

/// A URL that is not asked for, because what the file has of it is fresh: only its links count. Throws as
/// read_response(). Requires: lease.known.
VisitReport read_known(const VisitPolicy& policy, const storage::Lease& lease,
                       const std::optional<storage::Body>& content);

/// What a failed fetch means.
VisitReport read_failure(const VisitPolicy& policy, const storage::Lease& lease, const fetch::Error& error,
                         const Outcome& outcome, double now);

/// A fetch whose URL is tried again when `pause` has passed.
VisitReport read_retry(const storage::Lease& lease, const Outcome& outcome, std::chrono::milliseconds pause,
                       double now);

/// Takes back the visit of that URL, whose answer was another request's.
VisitReport read_withdrawal(std::int64_t url_id, std::int64_t host_id);

/// A URL that is not fetched, for that reason.
VisitReport read_refusal(const storage::Lease& lease, const storage::Skip& reason);

}  // namespace trawl::crawl
