#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/html/links.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// What a page says about itself: language, base URL, description, robots, canonical URL, refresh. The first
/// statement of each kind counts; for robots, all are joined. Ignores base and refresh inside noscript:
/// there, pages send away readers that run no scripts.
class Metadata {
 public:
  /// Sets the base URL of `links`, and adds a refresh to them unless a srcdoc is read, which would refresh
  /// only itself. Requires: `links` outlives this.
  explicit Metadata(Links& links) : links_(links) {}

  void start_tag(const Token& tag);
  void end_tag(Element element);
  /// Copies what was found to `page`.
  void write_to(Page& page);

 private:
  void read_lang(const Token& tag);
  void read_base(const Token& tag);
  void read_meta(const Token& tag);
  void read_robots(std::string_view name, const std::string& words);
  void read_refresh(const Token& tag);

  Links& links_;
  std::optional<std::string> lang_, description_, canonical_;
  std::string robots_, refresh_;
  std::vector<std::pair<std::string, std::string>> named_robots_, tdm_;
  std::optional<double> refresh_delay_;
  bool has_base_ = false;
  bool in_noscript_ = false;
};

}  // namespace trawl::page
