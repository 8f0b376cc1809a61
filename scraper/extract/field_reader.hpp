#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "scraper/extract/compiled_rules.hpp"
#include "scraper/extract/item.hpp"
#include "scraper/extract/value.hpp"

namespace trawl::extract {

/// What a field gave on one row.
struct ReadField {
  ReadField() {}
  Value value;
  bool is_matched = false;  ///< a selector found something
  bool is_bad_type = false;
  std::string bad_text;  ///< what was not of the type, shortened for people
};

/// Reads one field of a row: the first selector that finds something, the filters, the type, the default. A
/// selector that reaches a limit counts as one that finds nothing, and is noted.
ReadField read_field(const CompiledField& field, const SelectorInput& row, const ValuePlace& place,
                     const FilterPlace& filter_place, std::vector<ExtractNote>& notes);

/// The same for what is found already.
ReadField read_matches(const CompiledField& field, const std::vector<Match>& matches, const ValuePlace& place,
                       const FilterPlace& filter_place);

}  // namespace trawl::extract
