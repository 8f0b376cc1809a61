#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/feeds/sitemap.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

/// Collects the entries of a sitemap, at most 50,000.
class SitemapList {
 public:
  SitemapList(const fetch::Url& base, std::vector<SitemapEntry>& entries, std::string& problem)
      : base_(base), entries_(entries), problem_(problem) {}

  /// Adds a URL as written. Returns its entry, or null if it is not a URL or the list is full.
  SitemapEntry* add(std::string_view loc);
  bool is_full() const { return !problem_.empty(); }

 private:
  const fetch::Url& base_;
  std::vector<SitemapEntry>& entries_;
  std::string& problem_;
};

/// Builds a Sitemap from an XML document. An element's local name and parent decide its meaning: a loc counts
/// only directly inside a url, so that the locs of images and videos do not.
class SitemapReader final : public XmlHandler {
 public:
  SitemapReader(const fetch::Url& url, Sitemap& sitemap)
      : sitemap_(sitemap),
        urls_(url, sitemap.urls, sitemap.problem),
        sitemaps_(url, sitemap.sitemaps, sitemap.problem) {}

  void start(const XmlTag& tag) override;
  void end() override;
  void text(std::string_view text) override;
  bool has_enough() const override { return urls_.is_full() || is_foreign_; }

 private:
  bool is_feed() const { return sitemap_.kind == SitemapKind::rss || sitemap_.kind == SitemapKind::atom; }
  void start_in_feed(const XmlTag& tag);
  void start_in_sitemap(const XmlTag& tag);
  void finish_entry(const std::string& name);
  void take_text(const std::string& name);

  Sitemap& sitemap_;
  SitemapList urls_, sitemaps_;
  std::vector<std::string> open_;
  bool is_foreign_ = false;  // the root element is not that of a sitemap
  std::string text_;
  bool is_taking_ = false;
  // The open entry:
  std::size_t entry_depth_ = 0;  // in a sitemap: how many elements are around it; 0 if none is open
  std::string loc_, lastmod_, guid_;
  std::vector<std::string> alternates_;
  std::size_t first_ = 0;  // in a feed: index of its first URL
};

}  // namespace trawl::page
