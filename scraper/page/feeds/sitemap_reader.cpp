#include "scraper/page/feeds/sitemap_reader.hpp"

#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/blanks.hpp"
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

bool is_list(std::string_view name) {
  return name == "urlset" || name == "sitemapindex";
}

bool is_entry(std::string_view name) {
  return name == "url" || name == "sitemap";
}

bool is_item(std::string_view name) {
  return name == "item" || name == "entry";
}

/// Whether the element belongs to Google's extensions for images, videos and news, with or without a
/// declaration of its prefix.
bool is_of_extension(const XmlTag& tag) {
  return tag.space.find("/schemas/sitemap-") != std::string_view::npos || tag.prefix == "image" ||
         tag.prefix == "video" || tag.prefix == "news";
}

bool is_web_url(std::string_view text) {
  return text::starts_with_ignoring_case(text, "http://") ||
         text::starts_with_ignoring_case(text, "https://");
}

}  // namespace

SitemapEntry* SitemapList::add(std::string_view loc) {
  loc = text::trimmed_blanks(loc);
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
  return &entries_.emplace_back(SitemapEntry{*std::move(url), std::move(written), "", "", "", {}});
}

bool SitemapReader::is_root(std::string_view name, RootPlace place) const {
  if (is_list(name)) return place != RootPlace::in_html;
  return kind_of_root(name) != SitemapKind::none && begins_feed(name, place);
}

void SitemapReader::start(const XmlTag& tag) {
  is_taking_ = false;
  if (open_.empty()) {
    kind_ = kind_of_root(tag.name);
    if (sitemap_.kind == SitemapKind::none) sitemap_.kind = kind_;
    first_ = sitemap_.urls.size();
  } else if (is_feed()) {
    start_in_feed(tag);
  } else {
    start_in_sitemap(tag);
  }
  open_.push_back(tag.name);
}

void SitemapReader::start_in_sitemap(const XmlTag& tag) {
  const std::string& parent = open_.back();
  text_.clear();
  has_gap_ = false;
  const bool is_in_entry = entry_depth_ != 0 && open_.size() == entry_depth_ + 1;
  if (is_list(tag.name)) return finish_entry();
  if (is_entry(tag.name) && !is_of_extension(tag) && (entry_depth_ == 0 || is_entry(parent)))
    return start_entry(tag);
  if (entry_depth_ == 0) {  // the tag of the entry is missing
    is_taking_ = is_list(parent) && tag.name == "loc" && tag.prefix.empty() && !is_of_extension(tag);
    return;
  }
  if (!is_in_entry) return;
  is_taking_ =
      (tag.name == "loc" || tag.name == "lastmod" || tag.name == "changefreq" || tag.name == "priority") &&
      is_of_entry(tag);
  const std::string* rel = tag.find("rel");
  const std::string* href = tag.find("href");
  const bool is_alternate = tag.name == "link" && rel != nullptr && *rel == "alternate" && href != nullptr;
  if (is_alternate && alternates_.size() < kMostAlternates)
    alternates_.emplace_back(text::trimmed_blanks(*href));
}

void SitemapReader::start_entry(const XmlTag& tag) {
  finish_entry();  // the end tag of the last one is missing
  entry_depth_ = open_.size();
  is_sitemap_ = tag.name == "sitemap";
  entry_prefix_ = tag.prefix;
  entry_space_ = tag.space;
}

/// Whether the element is of the vocabulary of the entry that it stands in.
bool SitemapReader::is_of_entry(const XmlTag& tag) const {
  const bool is_same =
      tag.prefix.empty() || tag.prefix == entry_prefix_ || (!tag.space.empty() && tag.space == entry_space_);
  return is_same && !is_of_extension(tag);
}

void SitemapReader::start_in_feed(const XmlTag& tag) {
  const std::string& parent = open_.back();
  text_.clear();
  has_gap_ = false;
  if (is_item(tag.name)) {
    lastmod_.clear();
    guid_.clear();
    first_ = sitemap_.urls.size();
    return;
  }
  if (!is_item(parent) && parent != "channel" && parent != "feed") return;
  if (tag.name == "link" && kind_ == SitemapKind::atom) {
    if (const std::string* href = tag.find("href")) urls_.add(*href);
    return;
  }
  is_taking_ = tag.name == "link" ||
               (is_item(parent) && (tag.name == "pubdate" || tag.name == "date" || tag.name == "updated" ||
                                    tag.name == "modified")) ||
               (tag.name == "guid" && is_permalink(tag));
}

void SitemapReader::text(std::string_view text) {
  if (is_taking_) {
    if (text_.size() < kLongestText) text_ += text;
  } else if (entry_depth_ != 0 && open_.size() == entry_depth_ + 1 && own_text_.size() < kLongestText) {
    own_text_ += text;
  }
}

void SitemapReader::end() {
  const std::string name = std::move(open_.back());
  open_.pop_back();
  if (std::exchange(is_taking_, false)) {
    take_text(name);
  } else if (is_feed()) {
    if (is_item(name)) finish_item();
  } else if (entry_depth_ != 0 && open_.size() == entry_depth_) {
    finish_entry();
  }
}

/// Takes the text of the element that ends, unless it had a gap: a URL or a date with one would be made up.
void SitemapReader::take_text(const std::string& name) {
  if (std::exchange(has_gap_, false)) return;
  const std::string_view text = text::trimmed_blanks(text_);
  if (name == "link") {
    urls_.add(text);
  } else if (name == "guid") {
    guid_ = text;
  } else if (name == "loc") {
    take_loc(text);
  } else if (name == "changefreq") {
    changefreq_ = text;
  } else if (name == "priority") {
    priority_ = text;
  } else {
    lastmod_ = text;
  }
}

/// A second loc begins a new entry: the tags between the two are missing.
void SitemapReader::take_loc(std::string_view loc) {
  if (loc.empty() || loc == loc_) return;
  if (!loc_.empty()) write_entry();
  loc_ = loc;
  if (entry_depth_ != 0) return;
  is_sitemap_ = open_.back() == "sitemapindex";
  write_entry();
}

void SitemapReader::write_entry() {
  SitemapEntry* const entry = (is_sitemap_ ? sitemaps_ : urls_).add(std::exchange(loc_, ""));
  auto lastmod = std::exchange(lastmod_, "");
  auto changefreq = std::exchange(changefreq_, "");
  auto priority = std::exchange(priority_, "");
  auto alternates = std::exchange(alternates_, {});
  if (entry == nullptr) return;
  entry->lastmod = std::move(lastmod);
  entry->changefreq = std::move(changefreq);
  entry->priority = std::move(priority);
  entry->alternates = std::move(alternates);
}

void SitemapReader::finish_entry() {
  if (entry_depth_ == 0) return;
  entry_depth_ = 0;
  const std::string_view own = text::trimmed_blanks(own_text_);
  if (loc_.empty() && is_web_url(own) && !has_own_gap_) loc_ = own;
  write_entry();
  own_text_.clear();
  has_own_gap_ = false;
}

void SitemapReader::finish_item() {
  if (sitemap_.urls.size() == first_ && fetch::Url::parse(guid_)) urls_.add(guid_);
  for (std::size_t i = first_; i < sitemap_.urls.size(); ++i) sitemap_.urls[i].lastmod = lastmod_;
  first_ = sitemap_.urls.size();
}

}  // namespace trawl::page
