#include "scraper/page/feeds/sitemap_reader.hpp"

#include <utility>

#include "fetch/text/ascii.hpp"
#include "scraper/page/feeds/feed_vocabulary.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kLongestText = 16 << 10;
constexpr std::size_t kMostAlternates = 500;

SitemapKind kind_of_root(std::string_view name) {
  if (name == "urlset") return SitemapKind::urlset;
  if (name == "sitemapindex") return SitemapKind::index;
  if (name == "rss" || name == "rdf") return SitemapKind::rss;
  return name == "feed" ? SitemapKind::atom : SitemapKind::none;
}

bool is_entry(std::string_view name) {
  return name == "url" || name == "sitemap" || name == "item" || name == "entry";
}

}  // namespace

SitemapEntry* SitemapList::add(std::string_view loc) {
  loc = text::trimmed(loc, text::kAsciiSpace);
  if (loc.empty()) return nullptr;
  if (entries_.size() >= kSitemapUrls) {
    problem_ = "it has more than 50,000 entries";
    return nullptr;
  }
  auto url = fetch::Url::parse(loc);
  const bool is_absolute = url.has_value();
  if (!url) url = fetch::Url::parse(loc, &base_);
  if (!url) return nullptr;
  std::string written = is_absolute ? std::string(loc) : url->href();
  return &entries_.emplace_back(SitemapEntry{*std::move(url), std::move(written), "", {}});
}

void SitemapReader::start(const XmlTag& tag) {
  is_taking_ = false;
  if (open_.empty()) {
    sitemap_.kind = kind_of_root(tag.name);
    is_foreign_ = sitemap_.kind == SitemapKind::none;
  } else if (is_feed()) {
    start_in_feed(tag);
  } else {
    start_in_sitemap(tag);
  }
  open_.push_back(tag.name);
}

void SitemapReader::start_in_sitemap(const XmlTag& tag) {
  const std::string& parent = open_.back();
  const bool is_in_entry = entry_depth_ != 0 && open_.size() == entry_depth_ + 1;
  if (is_entry(tag.name) && (open_.size() == 1 || is_entry(parent))) {
    finish_entry(parent);  // its end tag is missing
    entry_depth_ = open_.size();
  } else if (is_in_entry) {
    is_taking_ = tag.name == "loc" || tag.name == "lastmod";
    const std::string* rel = tag.find("rel");
    const std::string* href = tag.find("href");
    const bool is_alternate = tag.name == "link" && rel != nullptr && *rel == "alternate" && href != nullptr;
    if (is_alternate && alternates_.size() < kMostAlternates) alternates_.push_back(*href);
  }
  text_.clear();
}

void SitemapReader::start_in_feed(const XmlTag& tag) {
  const std::string& parent = open_.back();
  text_.clear();
  if (is_entry(tag.name)) {
    lastmod_.clear();
    guid_.clear();
    first_ = sitemap_.urls.size();
    return;
  }
  if (!is_entry(parent) && parent != "channel" && parent != "feed") return;
  if (tag.name == "link" && sitemap_.kind == SitemapKind::atom) {
    if (const std::string* href = tag.find("href")) urls_.add(*href);
    return;
  }
  is_taking_ = tag.name == "link" ||
               (is_entry(parent) && (tag.name == "pubdate" || tag.name == "date" || tag.name == "updated" ||
                                     tag.name == "modified")) ||
               (tag.name == "guid" && is_permalink(tag));
}

void SitemapReader::text(std::string_view text) {
  if (is_taking_ && text_.size() < kLongestText) text_ += text;
}

void SitemapReader::end() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (std::exchange(is_taking_, false)) {
    take_text(name);
  } else if (is_entry(name) && (is_feed() || open_.size() == entry_depth_)) {
    finish_entry(name);
  }
}

void SitemapReader::take_text(const std::string& name) {
  const std::string_view text = text::trimmed(text_, text::kAsciiSpace);
  if (name == "link") {
    urls_.add(text);
  } else if (name == "guid") {
    guid_ = text;
  } else if (name == "loc") {
    if (loc_.empty()) loc_ = text;
  } else {
    lastmod_ = text;
  }
}

void SitemapReader::finish_entry(const std::string& name) {
  if (is_feed()) {
    if (sitemap_.urls.size() == first_ && fetch::Url::parse(guid_)) urls_.add(guid_);
    for (std::size_t i = first_; i < sitemap_.urls.size(); ++i) sitemap_.urls[i].lastmod = lastmod_;
    first_ = sitemap_.urls.size();
    return;
  }
  if (entry_depth_ == 0) return;
  entry_depth_ = 0;
  SitemapEntry* const entry = (name == "sitemap" ? sitemaps_ : urls_).add(std::exchange(loc_, ""));
  auto lastmod = std::exchange(lastmod_, "");
  auto alternates = std::exchange(alternates_, {});
  if (entry == nullptr) return;
  entry->lastmod = std::move(lastmod);
  entry->alternates = std::move(alternates);
}

}  // namespace trawl::page
