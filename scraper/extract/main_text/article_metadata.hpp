#pragma once
#include <string>

#include "scraper/extract/tree/outline.hpp"

namespace trawl::extract {

/// What a page says about its article; "" for what it does not say. Folded text in UTF-8.
struct ArticleMetadata {
  std::string title;
  std::string byline;     ///< who wrote it
  std::string published;  ///< as written
  std::string excerpt;
  std::string site;
};

/// From JSON-LD (https://schema.org/Article), Dublin Core, OpenGraph, Twitter and other meta elements, in
/// this order, and for the title at last from the title element, without the name of the site.
/// Thread: pure; any.
ArticleMetadata article_metadata(const Outline& outline);

}  // namespace trawl::extract
