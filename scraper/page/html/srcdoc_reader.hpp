#pragma once
#include <memory>
#include <string>
#include <vector>

#include "scraper/page/html/html_tokenizer.hpp"
#include "scraper/page/html/links.hpp"
#include "scraper/page/html/page_reader.hpp"

namespace trawl::page {

/// Reads the documents in the srcdoc attributes of a page's iframes. Only their links count, resolved against
/// the base of the document around them unless they have their own
/// (https://html.spec.whatwg.org/#fallback-base-url). Reads srcdocs in srcdocs to a depth of three.
class SrcdocReader {
 public:
  /// Adds to `links`, which is written out before this dies.
  explicit SrcdocReader(Links& links) : links_(links) {}

  /// Reads the document in an attribute.
  void read(const Attribute& srcdoc, Syntax syntax);

 private:
  struct Document {
    Document(Links& links, std::string_view html) : tokenizer(html), reader(links, html) {}
    HtmlTokenizer tokenizer;
    PageReader reader;
  };
  void open(std::string html);

  Links& links_;
  std::vector<std::unique_ptr<std::string>> texts_;  ///< the links point into them
  std::vector<std::unique_ptr<Document>> open_;
};

}  // namespace trawl::page
