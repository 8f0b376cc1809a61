#pragma once
#include <optional>
#include <string>

#include "fetch/http/response.hpp"
#include "storage/records.hpp"

namespace trawl::crawl {

// What the answer to a seed explains when a crawl brings little.

/// For a seed whose redirect leaves the scope: where it leads, and how to crawl that.
std::string off_site_note(const std::string& seed, const std::string& target);

/// For a seed whose page links to no page but has scripts, whose result trawl does not see; none for other
/// pages. `visit` holds the page and what was found. Requires: the response is HTML.
std::optional<std::string> script_note(const fetch::Response& response, const storage::Visit& visit);

}  // namespace trawl::crawl
