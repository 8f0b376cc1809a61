#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// The references of a page in document order, resolved against its base URL.
/// Values that are no http or https URL are left out, and so are empty ones, but for anchors.
/// Invariant: at most 100,000 links, and 32 MiB of resolved URLs; what comes after is left out.
class Links {
 public:
  explicit Links(const fetch::Url& page_url) : base_(page_url) { links_.reserve(128); }

  /// Takes the references in a start tag of HTML or SVG.
  void add_from(const Token& tag);
  /// Takes one reference; false when it is left out.
  bool add(std::string raw, LinkKind kind);

  /// Takes the href of the document's first base element; what is already there is resolved anew.
  void rebase(std::string_view href);
  const fetch::Url& base() const { return base_; }

  std::size_t size() const { return links_.size(); }
  Link& operator[](std::size_t index) { return links_[index]; }
  std::vector<Link> take() { return std::move(links_); }

 private:
  void add_attribute(const Token& tag, std::string_view name, LinkKind kind);
  void add_srcset(const Token& tag, LinkKind kind);

  fetch::Url base_;
  std::vector<Link> links_;
  std::size_t url_bytes_ = 0;
};

}  // namespace trawl::page
