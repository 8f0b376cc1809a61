#pragma once
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"
#include "scraper/extract/rows/url_pattern.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// A PageMatch made ready.
/// Thread: may be used by many at once.
class PageMatcher {
 public:
  /// Throws std::invalid_argument for a pattern that RE2 does not take.
  explicit PageMatcher(const PageMatch& match) : url_(match.url), label_(match.label), type_(match.type) {}

  /// `type` is a media type in lower case and without parameters.
  bool matches(const fetch::Url& url, std::string_view label, std::string_view type) const;

 private:
  UrlPattern url_;
  std::string label_, type_;
};

/// Whether a media type is what a spider file calls so: the type itself, "text/*", or a short name: its
/// subtype or the suffix of that ("json" is application/json and application/ld+json; "html" is XHTML, too).
bool is_type(std::string_view media_type, std::string_view name);

}  // namespace trawl::extract
