#pragma once
#include <optional>
#include <string>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/html/links.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// What a page says about itself: language, base URL, description, robots, canonical URL, refresh. The first
/// word on a matter counts, but for robots, where all are joined. Base and refresh inside noscript are passed
/// over: they are written for readers whom the page turns away.
class Metadata {
 public:
  /// `links` learns of the base URL and of a refresh. Requires: it outlives this.
  explicit Metadata(Links& links) : links_(links) {}

  void start_tag(const Token& tag);
  void end_tag(Element element);
  /// Fills in what was found.
  void write_to(Page& page);

 private:
  void read_base(const Token& tag);
  void read_meta(const Token& tag);
  void read_refresh(const Token& tag);

  Links& links_;
  std::optional<std::string> lang_, description_, base_, canonical_;
  std::string robots_;
  std::optional<fetch::Url> refresh_;
  std::optional<double> refresh_delay_;
  bool in_noscript_ = false;
};

}  // namespace trawl::page
