#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/page/feeds/feed.hpp"
#include "scraper/page/feeds/feed_text.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

/// Builds a Feed from an XML document. An element's local name and parent decide its meaning: the content of
/// an image, a source, an extension or an unknown namespace does not belong to the feed itself.
class FeedReader final : public XmlHandler {
 public:
  explicit FeedReader(const fetch::Url& url) : bases_{{0, url}} {}

  void start(const XmlTag& tag) override;
  void end() override;
  void text(std::string_view text) override;
  void dropped() override { has_gap_ = text_.has_value(); }
  bool is_root(std::string_view name, RootPlace place) const override;
  bool has_enough() const override { return has_enough_; }

  Feed take() { return std::move(feed_); }

 private:
  /// What the text of an element means.
  enum class Use {
    title,
    link,
    id,
    published,
    updated,
    summary,
    content,
    description,
    author,
    person_name,
    email,
    category
  };

  static std::optional<Use> use_of(const XmlTag& tag);
  void start_root(const XmlTag& tag);
  void start_entry(const XmlTag& tag);
  void start_child(const XmlTag& tag);
  void take_link(const XmlTag& tag);
  void take_category(const XmlTag& tag);
  void take_text();
  void take_entry_text(Use use, std::string text);
  void add_link(FeedLink link);
  const fetch::Url& base() const { return bases_.back().second; }

  Feed feed_;
  std::string root_space_, channel_space_, owner_space_;   // namespaces; may be unknown ones
  std::vector<std::pair<std::size_t, fetch::Url>> bases_;  // each with the depth of the element that sets it
  std::size_t depth_ = 0;
  std::size_t owner_depth_ = 0;    // of the feed, channel or entry whose children are read
  std::size_t channel_depth_ = 0;  // owner_depth_ outside of entries
  std::size_t person_depth_ = 0;   // of the open author; 0 if there is none
  bool in_entry_ = false, has_enough_ = false;
  bool is_extension_ = false;     // the text repeats another element of the feed
  bool is_permanent_ = false;     // the id is a URL
  bool has_gap_ = false;          // a reference was dropped from the text
  std::optional<FeedText> text_;  // of the element being read
  std::size_t text_depth_ = 0;
  Use use_ = Use::title;
  std::string content_type_;
};

}  // namespace trawl::page
