#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"
#include "scraper/page/feeds/xml_reader.hpp"

namespace trawl::page {

/// What base64 stands for, blanks in it passed over; none for what is no base64.
std::optional<std::string> base64_text(std::string_view text);

/// The HTML with the references in it (href, src, cite, …) resolved against `base`, where they are relative.
std::string with_absolute_links(std::string_view html, const fetch::Url& base);

/// A URL as written where it is absolute or of another scheme, else resolved; as written where it cannot be.
std::string absolute_url(std::string_view written, const fetch::Url& base);

/// The text of one element of a feed, as its attributes say that it is to be read: plain, as escaped HTML, as markup in
/// place, as base64 (RFC 4287 section 3.1 and 4.1.3, Atom 0.3's mode).
class FeedText {
 public:
  /// `tag` begins the element. `is_atom_1`: a div around the whole is then no part of the text.
  FeedText(const XmlTag& tag, bool is_atom_1);

  void start(const XmlTag& tag);
  void end();
  void text(std::string_view text);

  std::string take(const fetch::Url& base);
  const std::string& type() const { return type_; }

 private:
  void append(std::string_view text);

  std::string type_, value_;
  bool is_markup_ = false;  // text is text, and tags are tags
  bool is_base64_ = false;
  bool drops_div_;
  std::vector<std::string> open_;
  std::size_t roots_ = 0;  // elements directly in this one
};

}  // namespace trawl::page
