#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// The references of a page in document order, resolved against its base URL.
/// Leaves out values that are not http or https URLs, and empty values except those of anchors.
/// Invariant: holds at most 100,000 links and 32 MiB of resolved URLs; ignores all links after that.
class Links {
 public:
  explicit Links(const fetch::Url& page_url) : base_(page_url) { links_.reserve(128); }

  /// Adds the references in a start tag of HTML or SVG.
  void add_from(const Token& tag);
  /// Adds one reference; false if it is left out.
  bool add(std::string raw, LinkKind kind);

  /// Sets the base URL from the href of the document's first base element, and resolves the links found so
  /// far again.
  void rebase(std::string_view href);
  const fetch::Url& base() const { return base_; }

  std::size_t size() const { return links_.size(); }
  Link& operator[](std::size_t index) { return links_[index]; }
  std::vector<Link> take() { return std::move(links_); }
  /// How many links were left out because there were too many.
  std::size_t cut() const { return cut_; }

 private:
  void add_attribute(const Token& tag, std::string_view name, LinkKind kind);
  void add_srcset(const Token& tag, LinkKind kind);

  fetch::Url base_;
  std::vector<Link> links_;
  std::size_t url_bytes_ = 0;
  std::size_t cut_ = 0;
};

}  // namespace trawl::page
