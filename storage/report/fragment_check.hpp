#pragma once
#include <filesystem>

#include "storage/report/report_source.hpp"

namespace trawl::storage {

/// Creates the temporary view `missing_fragments(target_url, fragment, page_url, text)`: the links to a
/// fragment that the page at their end does not have. Ids are read from stored bodies, those alone to which
/// such links lead, so a crawl need not store them. A target that was not fetched, is no HTML, or has no body
/// in the file lacks nothing.
/// Requires: the temporary index of ReportSource.
void create_missing_fragments(Connection& connection, const std::filesystem::path& file,
                              const ReportHooks& hooks);

/// Whether a link to `fragment`, without "#", leads to a place of a page with those ids, which are sorted: by
/// https://html.spec.whatwg.org/multipage/browsing-the-web.html#the-indicated-part-of-the-document. So do ""
/// and "top", and a fragment that is for scripts ("/…", "!…") or a text fragment (":~:…").
bool leads_somewhere(std::string_view fragment, const std::vector<std::string>& ids);

}  // namespace trawl::storage
