#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/html/references.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// Collects the references of a page in document order, and resolves them against its base URL when all is
/// read: the base may stand behind them. Leaves out empty values, except those of anchors, and data: URLs.
/// Invariant: gives at most 100,000 links, 10,000 unread ones, and 32 MiB of resolved URLs.
class Links {
 public:
  /// `encode` writes queries in the encoding of the page; null for UTF-8. It outlives this.
  explicit Links(const fetch::Url& page_url, const fetch::QueryEncoder* encode = nullptr)
      : page_url_(page_url), base_(page_url), encode_(encode), documents_(1) {
    entries_.reserve(128);
  }

  /// Adds the references in a start tag of HTML or SVG. The document of the tag outlives this.
  void add_from(const Token& tag);
  /// Adds what the start tag names besides (Page::references).
  void add_references(const Token& tag);
  /// Adds what the text of a style element loads.
  void add_style(std::string_view css);
  /// Adds the target of a refresh.
  void add_refresh(std::string target);

  /// Sets the base URL of the current document: the href of its first base element.
  void set_base(std::string href);
  /// The base URL of the page.
  const fetch::Url& base() const { return base_; }
  /// A reference of the page as the standard's "encoding-parse a URL" reads it. None if it is no http or
  /// https URL.
  std::optional<fetch::Url> resolved(std::string_view reference) const;

  /// From here on until leave(), references stand in a document inside the current one: a srcdoc.
  void enter();
  void leave() { current_ = documents_[current_].parent; }
  bool is_inside() const { return current_ != 0; }

  std::size_t size() const { return entries_.size(); }
  /// Sets the text of the reference at `index` (below size()).
  void set_text(std::size_t index, std::string text) { entries_[index].text = std::move(text); }

  /// Moves what was found to `page`.
  void write_to(Page& page);

 private:
  /// A reference as it stands in the document.
  struct Entry {
    LinkKind kind = LinkKind::a;
    Syntax syntax = Syntax::html;
    bool is_srcset = false;
    bool is_decoded = false;  ///< `decoded` counts, not `raw`
    std::uint32_t document = 0;
    std::uint32_t notes = 0;  ///< its place in notes_, from 1; 0: none
    std::string_view raw, rel;
    std::string decoded, text;
  };
  /// Attributes that few references have, as they stand in the document.
  struct Notes {
    std::string_view alt, hreflang, media, type, method;
    bool is_decoration = false;
  };
  struct Document {
    std::uint32_t parent = 0;
    std::optional<std::string> base;
  };

  void add(const Token& tag, std::string_view raw, LinkKind kind, bool is_srcset = false);
  void add_notes(Entry& entry, const Token& tag);
  void add_lazy(const Token& tag, LinkKind kind, std::string_view src);
  void write_notes(Link& link, const Entry& entry, std::string_view descriptors) const;
  void add_reference(LinkKind kind, std::string_view raw, Syntax syntax, bool is_text);
  void write_references(Page& page, const std::vector<fetch::Url>& bases,
                        const std::vector<std::size_t>& base_of);
  void resolve(Page& page, Entry& entry, const fetch::Url& base, std::string raw, std::string_view media);

  fetch::Url page_url_, base_;
  const fetch::QueryEncoder* encode_;
  std::vector<Entry> entries_;
  std::vector<Notes> notes_;
  /// What add_references() has found.
  struct Mention {
    LinkKind kind;
    Syntax syntax;
    bool is_text;  ///< its bytes are as they are, without references of characters
    std::uint32_t document;
    std::string_view raw;
  };
  std::vector<Mention> mentions_;
  std::vector<Reference> found_;     // of one tag
  std::vector<Document> documents_;  ///< the page, then srcdocs
  std::uint32_t current_ = 0;        ///< which of them is being read
  std::size_t url_bytes_ = 0;
  std::size_t cut_ = 0;  // links that were left out because there were too many
};

}  // namespace trawl::page
