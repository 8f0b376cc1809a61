#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/page/html/embedded_data.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_token.hpp"
#include "scraper/page/html/links.hpp"
#include "scraper/page/html/metadata.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// Builds a Page from the tokens of a document, or adds the links of a srcdoc to those of its page. The
/// content of a template is not part of the page, unless the template declares a shadow root.
class PageReader {
 public:
  /// The tokens point into `document`. It and `links` outlive this.
  PageReader(Links& links, std::string_view document) : links_(links), metadata_(links), visible_(document) {}
  PageReader(const PageReader&) = delete;
  PageReader& operator=(const PageReader&) = delete;

  /// Call for each token, in document order.
  void read(const Token& token);
  /// The srcdoc of the tag that was read last, if it is an iframe with one; null otherwise.
  const Attribute* srcdoc() const { return srcdoc_; }

  /// Call after the last token: closes what is open.
  void close();
  /// Call after close(). Gives the page without its charset, which the caller knows.
  Page take_page();

 private:
  void start_tag(const Token& tag);
  void end_tag(const Token& tag);
  void text(const Token& token);
  bool in_template(const Token& token);
  void break_flow(Element element);
  void open_anchor(const Token& tag);
  void close_anchor();
  void close_heading();

  struct OpenAnchor {
    std::optional<std::size_t> link;  ///< its index in Links; none if its href was left out
    std::size_t text_at;              ///< where its text begins in the visible text
    std::string image_text;           ///< the first alt text of an image in it
  };
  struct OpenHeading {
    int level;
    std::size_t text_at;
  };

  Links& links_;
  Metadata metadata_;
  EmbeddedData embedded_;
  FoldedText visible_;
  FoldedText title_;
  std::vector<Heading> headings_;
  std::optional<OpenAnchor> anchor_;
  std::optional<OpenHeading> heading_;
  const Attribute* srcdoc_ = nullptr;
  std::size_t template_depth_ = 0;
  std::size_t titles_ = 0;
};

}  // namespace trawl::page
