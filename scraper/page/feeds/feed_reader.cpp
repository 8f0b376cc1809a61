#include "scraper/page/feeds/feed_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fetch/text/blanks.hpp"
#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "scraper/page/feeds/feed_vocabulary.hpp"
#include "scraper/page/feeds/sitemap_reader.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMostEntries = 10'000;
constexpr std::size_t kMostParts = 200;  // links, categories, contents of one entry

std::string value_of(const XmlTag& tag, std::string_view name) {
  const std::string* value = tag.find(name);
  return value == nullptr ? "" : std::string(text::trimmed_blanks(*value));
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// A date in UTC; as written if it is not a date.
std::string date_text(const std::string& written) {
  const auto seconds = text::parse_loose_date(written);
  return seconds ? text::iso_seconds(*seconds) : written;
}

void set_date(std::string& date, std::string& text, std::string written) {
  if (written.empty()) return;
  date = date_text(written);
  text = std::move(written);
}

}  // namespace

std::optional<FeedReader::Use> FeedReader::use_of(const XmlTag& tag) {
  using Name = std::pair<std::string_view, Use>;
  static constexpr std::array<Name, 28> kUses{{{"title", Use::title},
                                               {"link", Use::link},
                                               {"origlink", Use::link},
                                               {"guid", Use::id},
                                               {"id", Use::id},
                                               {"identifier", Use::id},
                                               {"published", Use::published},
                                               {"issued", Use::published},
                                               {"pubdate", Use::published},
                                               {"updated", Use::updated},
                                               {"modified", Use::updated},
                                               {"date", Use::updated},
                                               {"lastbuilddate", Use::updated},
                                               {"summary", Use::summary},
                                               {"abstract", Use::summary},
                                               {"description", Use::description},
                                               {"content", Use::content},
                                               {"encoded", Use::content},
                                               {"fullitem", Use::content},
                                               {"body", Use::content},
                                               {"author", Use::author},
                                               {"creator", Use::author},
                                               {"name", Use::person_name},
                                               {"email", Use::email},
                                               {"category", Use::category},
                                               {"subject", Use::category},
                                               {"keywords", Use::category},
                                               {"tagline", Use::description}}};
  if (contains(tag.space, "mrss") &&
      (tag.name == "content" || tag.name == "description" || tag.name == "keywords"))
    return std::nullopt;
  const auto found =
      std::find_if(kUses.begin(), kUses.end(), [&](const Name& use) { return use.first == tag.name; });
  return found == kUses.end() ? std::nullopt : std::optional(found->second);
}

bool FeedReader::is_root(std::string_view name, RootPlace place) const {
  return begins_feed(name, place);
}

void FeedReader::start(const XmlTag& tag) {
  ++depth_;
  if (const std::string* xml_base = tag.find("base", kXmlNamespace)) {
    if (auto url = fetch::Url::parse(text::trimmed_blanks(*xml_base), &base()))
      bases_.emplace_back(depth_, *std::move(url));
  }
  if (depth_ == 1) return start_root(tag);
  if (text_) {
    if (use_ == Use::category && tag.name == "category") return take_category(tag);
    return text_->start(tag);
  }
  const bool is_outside = !in_entry_ && depth_ <= channel_depth_ + 1;
  if (is_outside && (tag.name == "item" || tag.name == "entry")) return start_entry(tag);
  const bool is_list_of_items = tag.name == "items" && feed_.version == "1.1";
  if ((tag.name == "channel" || is_list_of_items) && depth_ == 2) {
    channel_depth_ = owner_depth_ = depth_;
    owner_space_ = channel_space_ = tag.space;
    return;
  }
  const bool is_in_person = person_depth_ != 0 && depth_ == person_depth_ + 1;
  if (depth_ == owner_depth_ + 1 || is_in_person) start_child(tag);
}

void FeedReader::start_root(const XmlTag& tag) {
  root_space_ = owner_space_ = tag.space;
  feed_.version = value_of(tag, "version");
  owner_depth_ = channel_depth_ = depth_;
  if (tag.name == "feed") {
    feed_.kind = FeedKind::atom;
    if (feed_.version.empty()) feed_.version = "1.0";
  } else if (tag.name == "rss") {
    feed_.kind = FeedKind::rss;
  } else if (tag.name == "rdf") {
    feed_.kind = FeedKind::rss;
    feed_.version = "1.0";
  } else if (tag.name == "entry" && may_be_atom(tag.space)) {
    feed_.kind = FeedKind::atom;
    feed_.version = "1.0";
    start_entry(tag);
  } else if (tag.name == "channel" && is_rss_1_1(tag.space)) {
    feed_.kind = FeedKind::rss;
    feed_.version = "1.1";
  } else if (tag.name == "channel") {
    feed_.kind = FeedKind::cdf;
    feed_.link = absolute_url(value_of(tag, "href"), base());
  } else {
    has_enough_ = true;
  }
}

void FeedReader::start_entry(const XmlTag& tag) {
  if (feed_.entries.size() >= kMostEntries) {
    has_enough_ = true;
    return;
  }
  in_entry_ = true;
  owner_depth_ = depth_;
  owner_space_ = tag.space;
  FeedEntry& entry = feed_.entries.emplace_back();
  constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  if (const std::string* about = tag.find("about", kRdf)) entry.id = *about;
  if (feed_.kind != FeedKind::cdf) return;
  set_date(entry.updated, entry.updated_text, value_of(tag, "lastmod"));
  if (const std::string href = value_of(tag, "href"); !href.empty())
    add_link({absolute_url(href, base()), "alternate", "", ""});
}

void FeedReader::start_child(const XmlTag& tag) {
  const bool is_own = tag.space.empty() || tag.space == root_space_ || tag.space == owner_space_;
  if (!is_own && !is_feed_namespace(tag.space)) return;
  if (tag.name == "enclosure" && in_entry_) {
    auto& enclosures = feed_.entries.back().enclosures;
    if (enclosures.size() < kMostParts)
      enclosures.push_back(
          {absolute_url(value_of(tag, "url"), base()), value_of(tag, "type"), value_of(tag, "length")});
    return;
  }
  const auto use = use_of(tag);
  const bool is_of_person = use == Use::person_name || use == Use::email;
  if (!use || is_of_person != (person_depth_ != 0)) return;
  if (use == Use::link && tag.find("href") != nullptr) return take_link(tag);
  if (use == Use::author && feed_.kind == FeedKind::atom && tag.name == "author") {
    person_depth_ = depth_;
    return;
  }
  if (use == Use::category) take_category(tag);
  is_permanent_ = tag.name == "guid" && is_permalink(tag);
  is_extension_ = repeats_feed(tag.space);
  use_ = *use;
  text_.emplace(tag, feed_.kind == FeedKind::atom && feed_.version == "1.0");
  text_depth_ = depth_;
}

void FeedReader::text(std::string_view text) {
  if (text_) text_->text(text);
}

void FeedReader::end() {
  if (text_ && depth_ == text_depth_) {
    take_text();
    text_.reset();
  } else if (text_) {
    text_->end();
  } else if (depth_ == person_depth_) {
    person_depth_ = 0;
  } else if (in_entry_ && depth_ == owner_depth_) {
    in_entry_ = false;
    owner_depth_ = channel_depth_;
    owner_space_ = channel_space_;
  } else if (depth_ == channel_depth_) {
    owner_depth_ = channel_depth_ = 1;
  }
  if (bases_.size() > 1 && bases_.back().first == depth_) bases_.pop_back();
  --depth_;
}

void FeedReader::take_link(const XmlTag& tag) {
  const std::string rel = value_of(tag, "rel");
  FeedLink link{absolute_url(value_of(tag, "href"), base()), rel.empty() ? "alternate" : rel,
                value_of(tag, "type"), value_of(tag, "title")};
  if (in_entry_ && link.rel == "enclosure") {
    auto& enclosures = feed_.entries.back().enclosures;
    if (enclosures.size() < kMostParts) enclosures.push_back({link.href, link.type, value_of(tag, "length")});
  }
  add_link(std::move(link));
}

/// The first alternate becomes the link of the feed or entry; an HTML alternate goes before others.
void FeedReader::add_link(FeedLink link) {
  auto& links = in_entry_ ? feed_.entries.back().links : feed_.links;
  std::string& best = in_entry_ ? feed_.entries.back().link : feed_.link;
  if (links.size() >= kMostParts || link.href.empty()) return;
  const bool has_html = std::any_of(links.begin(), links.end(), [](const FeedLink& one) {
    return one.rel == "alternate" && contains(one.type, "html");
  });
  const bool is_better =
      link.rel == "alternate" && (best.empty() || (!has_html && contains(link.type, "html")));
  if (is_better) best = link.href;
  links.push_back(std::move(link));
}

/// Reads the attributes of a category.
void FeedReader::take_category(const XmlTag& tag) {
  if (!in_entry_ || feed_.entries.back().categories.size() >= kMostParts) return;
  std::string term = value_of(tag, "term");
  if (term.empty()) term = value_of(tag, "text");
  std::string scheme = value_of(tag, "scheme");
  if (scheme.empty()) scheme = value_of(tag, "domain");
  feed_.entries.back().categories.push_back({std::move(term), std::move(scheme), value_of(tag, "label")});
}

void FeedReader::take_text() {
  const auto use = use_;
  std::string text = text_->take(base());
  const bool must_be_whole =
      use == Use::link || use == Use::id || use == Use::published || use == Use::updated;
  if (std::exchange(has_gap_, false) && must_be_whole) return;
  content_type_ = text_->type();
  if (in_entry_) return take_entry_text(use, std::move(text));
  if (use == Use::title && (feed_.title.empty() || !is_extension_) && !text.empty()) {
    feed_.title = std::move(text);
  } else if (use == Use::link && !text.empty()) {
    add_link({absolute_url(text, base()), "alternate", "text/html", ""});
  }
}

void FeedReader::take_entry_text(Use use, std::string text) {
  FeedEntry& entry = feed_.entries.back();
  if (text.empty() && use != Use::category) return;
  const auto set = [&](std::string& field) {
    if (field.empty() || !is_extension_) field = std::move(text);
  };
  const auto add_content = [&] {
    if (entry.content.size() < kMostParts) entry.content.push_back({std::move(text), content_type_});
  };
  switch (use) {
    case Use::title:
      return set(entry.title);
    case Use::link:
      return add_link({absolute_url(text, base()), "alternate", "text/html", ""});
    case Use::id:
      if (is_permanent_ && entry.link.empty() && fetch::Url::parse(text)) entry.link = text;
      if (feed_.kind == FeedKind::atom) text = absolute_url(text, base());
      return set(entry.id);
    case Use::published:
      return set_date(entry.published, entry.published_text, std::move(text));
    case Use::updated:
      return set_date(entry.updated, entry.updated_text, std::move(text));
    case Use::summary:
      if (entry.summary.empty()) return set(entry.summary);
      return add_content();
    case Use::description:
      if (entry.summary.empty()) return set(entry.summary);
      return add_content();
    case Use::content:
      return add_content();
    case Use::author:
      return set(entry.author);
    case Use::person_name:
      entry.author = std::move(text);
      return;
    case Use::email:
      if (entry.author.empty()) entry.author = std::move(text);
      return;
    case Use::category: {
      if (entry.categories.empty()) return;
      FeedCategory& category = entry.categories.back();
      if (category.term.empty() && !text.empty()) category.term = std::move(text);
      if (category.term.empty()) entry.categories.pop_back();
      return;
    }
  }
}

}  // namespace trawl::page
