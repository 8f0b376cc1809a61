#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/page_details.hpp"

namespace trawl::cli {

/// What `trawl show` prints of a URL of a crawl file and of its newest page.
struct ShownPage {
  ShownPage() {}
  storage::StoredUrl url;
  storage::NamedValues row;  ///< empty: it was not fetched
  std::string redirects_to;
  std::int64_t same_bodies = 0;
  std::vector<std::string> usage;                        ///< what it asks of machines
  std::optional<std::pair<double, std::string>> waited;  ///< seconds, and for what

  /// As text; "" for NULL, or if there is no such column.
  std::string cell(std::string_view column) const;
};

ShownPage shown_page(storage::PageDetails& details, storage::StoredUrl url);

/// Lines for people, safe for a terminal.
std::string page_summary(const ShownPage& page);
/// "skipped, robots: robots.txt forbids it" of a URL that was not fetched.
std::string unfetched_text(const storage::StoredUrl& url);
/// A line for each link: what became of the URL, the URL, the text, with tabs between; safe for a terminal.
std::string link_lines(const std::vector<storage::PageLink>& links);
std::string header_lines_text(const std::vector<std::pair<std::string, std::string>>& headers);

// The same as one line of JSON each.
std::string page_json(const ShownPage& page, storage::PageDetails& details);
std::string links_json_line(const std::vector<storage::PageLink>& links);
std::string headers_json_line(const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace trawl::cli
