#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/rows/compiled_rules.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/values/value.hpp"

namespace trawl::extract {

/// What a field gave on one row.
struct ReadField {
  ReadField() {}
  Value value;
  bool is_matched = false;  ///< a selector found something
  bool is_bad_type = false;
  std::string bad_text;  ///< what was not of the type, shortened for people
};

/// What fields need to know of the page, and remember of it.
struct FieldPlace {
  FieldPlace() {}
  ValuePlace value;
  FilterPlace filter;
  std::vector<ExtractNote> notes;  ///< of the fields read so far
  PageBudget* budget = nullptr;    ///< Requires: one
  bool is_over = false;            ///< a field got less than it should, because the page's budget has ended

  /// What a selector finds from every row of the page, or why it finds nothing.
  struct Found {
    std::vector<Match> matches;
    std::string failure;
  };
  std::map<std::pair<const CompiledSelector*, std::size_t>, Found> of_page;  ///< with how many are wanted
};

/// Reads one field of a row: the first selector that finds something, the filters, the type, the default. A
/// selector that reaches a limit counts as one that finds nothing, and is noted; so does a value beyond the
/// page's budget.
ReadField read_field(const CompiledField& field, const SelectorInput& row, FieldPlace& place);

/// The same for what is found already.
ReadField read_matches(const CompiledField& field, const std::vector<Match>& matches, FieldPlace& place);

}  // namespace trawl::extract
