#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/rows/compiled_rules.hpp"
#include "scraper/extract/rows/field_reader.hpp"
#include "scraper/extract/rows/page_sources.hpp"
#include "scraper/extract/rows/row_hash.hpp"

namespace trawl::extract {

/// Makes the rows of one page.
class RowReader {
 public:
  static constexpr std::size_t kRows = 100'000;  ///< a page
  static constexpr std::size_t kNotes = 20;      ///< a page; the last says how many more there were

  /// `hash` gets the rows that a `select` or a command found, unless they say nothing.
  RowReader(const Spider& spider, PageSources& page, RowHash& hash, Extracted& result);
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;

  /// `piped`: the page's JSON is what a command made, one value a row.
  void read(const CompiledItems& items, bool piped);
  /// Adds the notes that were left out as one.
  void close();

  RowHash& hash() { return hash_; }

 private:
  void read_rows(const CompiledItems& items, const SelectorInput& context, std::optional<std::size_t> parent,
                 bool piped);
  void read_row(const CompiledItems& items, SelectorInput row, std::optional<std::size_t> parent, bool piped);
  std::vector<Match> rows_of(const CompiledItems& items, const SelectorInput& context, bool piped);
  std::string take_text(const Match& match, std::string& text);
  bool is_over(const CompiledItems& items);
  bool fill(const CompiledItems& items, const SelectorInput& row, bool piped, Item& item);
  void add(const FieldCount& one);
  void note(std::string_view kind, std::string text);
  void note_once(std::string_view kind, std::string text);

  PageSources& page_;
  RowHash& hash_;
  Extracted& result_;
  FieldPlace place_;
  std::vector<std::vector<FieldCount>> counts_;
  std::vector<FieldCount> counted_;  // of the row that is being read
  std::vector<ExtractNote> notes_;
  std::size_t notes_left_out_ = 0;
  bool has_told_limit_ = false;
};

}  // namespace trawl::extract
