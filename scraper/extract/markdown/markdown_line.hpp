#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"
#include "scraper/extract/markdown/markdown_element.hpp"
#include "scraper/extract/markdown/markdown_inline.hpp"

namespace trawl::extract {

/// A line of Markdown that elements of a page are added to: links, pictures, code.
class MarkdownLine : public MarkdownInline {
 public:
  /// Both must outlive this.
  MarkdownLine(const Outline& outline, const fetch::Url& base) : outline_(outline), base_(base) {}

  /// False for an element that is no link, leads nowhere, or stands in another link.
  bool open_link_of(const Node& element);
  void add_image(const Node& element);
  /// A frame with a title is a link to what it shows.
  void add_frame(const Node& element);
  void add_code_of(std::uint32_t index);
  /// Raised and lowered digits have characters of their own: 10², H₂O. Without them 10² reads as 102. False
  /// for what are no digits, or a link.
  bool add_digits(std::uint32_t index, MarkdownUse use);

 private:
  std::string absolute(std::string_view reference) const;

  const Outline& outline_;
  const fetch::Url& base_;
};

}  // namespace trawl::extract
