#pragma once
#include <string>

#include "scraper/page/page.hpp"

namespace trawl::crawl {

/// For `pages.meta`: what a page says for which there is no column, as a JSON object. `json_ld` is a list of
/// the page's JSON-LD texts: each as the JSON that it is, or as a string if it is no JSON or nested deeper
/// than SQLite reads. `open_graph` is an object; a property that comes several times has a list. Pure; for
/// any thread.
std::string meta_json(const page::Page& page);

}  // namespace trawl::crawl
