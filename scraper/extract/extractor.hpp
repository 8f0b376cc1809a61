#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/page_input.hpp"
#include "scraper/extract/rows/link_choice.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// Applies the rules of a spider file to pages: rows for its tables, and the links to follow.
/// Owns: the rules, made ready. Thread: pure but for what it remembers to say once; many may share it.
class Extractor {
 public:
  /// Throws std::invalid_argument, SelectorError or FilterError for rules that cannot be made ready.
  explicit Extractor(std::shared_ptr<const Spider> spider);
  ~Extractor();
  Extractor(const Extractor&) = delete;
  Extractor& operator=(const Extractor&) = delete;

  const Spider& spider() const;
  /// Whether only links are followed that a rule chooses.
  bool chooses_links() const;

  /// Which links of that page its URL patterns choose. It points into this.
  LinkChoice choice_on(const fetch::Url& url, std::string_view label, std::string_view media_type) const;

  /// For each table whether any rule for it matches such a page.
  std::vector<bool> tables_on(const fetch::Url& url, std::string_view label,
                              std::string_view media_type) const;

  /// All that the rules make of a page. A page that no rule matches costs a look at its URL, label and type.
  /// A page whose type no selector can read (a PDF, an image) gives rows only by rules that look at nothing
  /// but URLs; Extracted::skipped says so. An empty page gives no rows. Bad pages, commands and limits are
  /// notes.
  Extracted extract(const PageInput& page) const;
  /// The same of sources that others use as well, so that the page has one tree.
  Extracted extract(PageSources& page) const;
  /// Only the links of a page whose rows nobody wants. Rows are read all the same, for nothing else, if
  /// the links depend on them: paging asks whether they are new.
  Extracted follow(PageSources& page) const;

 private:
  struct Rules;
  bool asks_for_rows(const PageInput& page) const;
  Extracted read(PageSources& page, bool reads_rows) const;

  std::unique_ptr<const Rules> rules_;
};

}  // namespace trawl::extract
