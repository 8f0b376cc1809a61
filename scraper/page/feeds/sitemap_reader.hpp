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

/// Builds a Sitemap from XML, which may hold several sitemaps, one in or behind another. An element's local
/// name and parent decide its meaning: a loc counts directly inside a url, or in a urlset without one. The
/// locs of images, videos and news do not count, wherever they stand.
class SitemapReader final : public XmlHandler {
 public:
  SitemapReader(const fetch::Url& url, Sitemap& sitemap)
      : sitemap_(sitemap),
        urls_(url, sitemap.urls, sitemap.problem),
        sitemaps_(url, sitemap.sitemaps, sitemap.problem) {}

  void start(const XmlTag& tag) override;
  void end() override;
  void text(std::string_view text) override;
  void dropped() override { (is_taking_ ? has_gap_ : has_own_gap_) = true; }
  bool has_enough() const override { return urls_.is_full(); }
  bool is_root(std::string_view name, RootPlace place) const override;
  bool reads_all_roots() const override { return true; }

 private:
  bool is_feed() const { return kind_ == SitemapKind::rss || kind_ == SitemapKind::atom; }
  void start_in_feed(const XmlTag& tag);
  void start_in_sitemap(const XmlTag& tag);
  void start_entry(const XmlTag& tag);
  bool is_of_entry(const XmlTag& tag) const;
  void take_text(const std::string& name);
  void take_loc(std::string_view loc);
  void write_entry();
  void finish_entry();
  void finish_item();

  Sitemap& sitemap_;
  SitemapList urls_, sitemaps_;
  SitemapKind kind_ = SitemapKind::none;  // of the root that is open
  std::vector<std::string> open_;
  std::string text_;
  bool is_taking_ = false;
  bool has_gap_ = false;  // a reference was dropped from the text
  // The open entry of a sitemap:
  std::size_t entry_depth_ = 0;  // how many elements are around it; 0 if none is open
  bool is_sitemap_ = false;      // it is an entry of an index
  std::string entry_prefix_, entry_space_;
  std::string loc_, lastmod_, changefreq_, priority_;
  std::string own_text_;      // directly in it, without a loc
  bool has_own_gap_ = false;  // a reference was dropped from own_text_
  std::vector<std::string> alternates_;
  // The open item of a feed:
  std::string guid_;
  std::size_t first_ = 0;  // index of its first URL
};

}  // namespace trawl::page
