#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "scraper/extract/spider.hpp"
#include "scraper/extract/tree/tree.hpp"

namespace trawl::extract {

/// A field that a page seems to have.
struct GuessedField {
  GuessedField() {}
  std::string name;      ///< letters, digits and "_"
  std::string selector;  ///< CSS
  FieldType type = FieldType::text;
  std::string sample;  ///< what the first row has, on one line
};

/// Rows that a page seems to have: the element that repeats, and what each has in it.
struct GuessedRows {
  GuessedRows() {}
  std::string select;  ///< CSS
  std::size_t count = 0;
  std::vector<GuessedField> fields;
};

/// The list on the page that most looks like its content: siblings of one kind, at least three, with text,
/// links and classes inside; navigation counts little. None if nothing repeats.
/// Thread: any. Takes time in proportion to the tree.
std::optional<GuessedRows> guess_rows(const Tree& tree);

}  // namespace trawl::extract
