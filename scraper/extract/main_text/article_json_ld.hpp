#pragma once
#include <string>

#include "scraper/extract/main_text/article_metadata.hpp"

namespace trawl::extract {

/// What the first article of the page's JSON-LD says. `document_title` decides between a name and a headline
/// that differ. Never fails: what is no JSON says nothing.
ArticleMetadata article_of_json_ld(const Outline& outline, const std::string& document_title);

}  // namespace trawl::extract
