#pragma once
#include <optional>
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// Why a URL looks like one of endlessly many: "long URL", "escapes", "21 path segments", "segment repeated"
/// or "parameter repeated"; none when it does not look so.
///
/// As in Heritrix, a segment is repeated when it, or a run of segments, stands Options::segment_repeats times
/// in a row (/a/b/a/b/a/b), or when one segment stands more often than that anywhere in the path. Empty
/// segments do not count. A parameter is repeated when its name stands in the query more than five times.
/// Escapes are one when a "%" was escaped three times over ("%2525").
std::optional<std::string> trap_in(const fetch::Url& url, const Options& options);

}  // namespace trawl::crawl
