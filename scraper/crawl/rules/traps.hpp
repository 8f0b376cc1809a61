#pragma once
#include <optional>
#include <string>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// Why a URL looks like one of endlessly many, as stored in urls.skip_reason: "trap: long URL", "trap: 21
/// path segments" or "trap: segment repeated"; none when it does not.
///
/// A segment is repeated, after Heritrix, when it or a run of segments stands Options::segment_repeats times
/// in a row
/// (/a/b/a/b/a/b), or when one segment stands more often than that anywhere in the path. Empty segments do
/// not repeat.
std::optional<std::string> trap(const fetch::Url& url, const Options& options);

}  // namespace trawl::crawl
