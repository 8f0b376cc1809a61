#pragma once
#include <vector>

#include "fetch/url/url.hpp"
#include "scraper/crawl/rules/options.hpp"

namespace trawl::crawl {

/// Whether the user gave the crawl a session that a link could end: cookies, a password, also in a seed, or a
/// header that carries either.
bool brings_session(const Options& options, const std::vector<fetch::Url>& seeds);

/// Whether a URL looks as if it ended a session: by a segment of its path, or by the name or value of a
/// parameter ("/users/sign_out", "?action=logout"), in the languages of most sites.
bool looks_like_logout(const fetch::Url& url);

}  // namespace trawl::crawl
