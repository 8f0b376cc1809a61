#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

/// Decodes base64, ignoring whitespace; none if the text is not base64.
std::optional<std::string> base64_text(std::string_view text);

/// The HTML with its relative references (href, src, cite, …) resolved against `base`.
std::string with_absolute_links(std::string_view html, const fetch::Url& base);

/// Resolves a relative URL against `base`. An absolute URL of any scheme, or one that cannot be resolved,
/// stays as written.
std::string absolute_url(std::string_view written, const fetch::Url& base);

/// Reads the text of one element of a feed in the form that its attributes name: plain text, escaped HTML,
/// inline markup or base64 (RFC 4287 section 3.1 and 4.1.3, Atom 0.3's mode).
class FeedText {
 public:
  /// `tag` is the element's start tag. In Atom 1.0 a div around the whole content is not part of the text.
  FeedText(const XmlTag& tag, bool is_atom_1);

  void start(const XmlTag& tag);
  void end();
  void text(std::string_view text);

  std::string take(const fetch::Url& base);
  const std::string& type() const { return type_; }

 private:
  void append(std::string_view text);

  std::string type_, value_;
  bool is_markup_ = false;  // inline markup: text is escaped, tags are kept
  bool is_base64_ = false;
  bool drops_div_;
  std::vector<std::string> open_;
  std::size_t roots_ = 0;  // child elements so far
};

}  // namespace trawl::page
