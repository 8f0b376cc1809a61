#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/cli/spider/form.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// Adds the forms of tables and fields: "items", "fields", "field", "select", "filters".
/// Requires: "text", "texts", "switch" and "words" are there.
void add_field_forms(Forms& forms);

/// The words for the types of fields.
const std::vector<std::pair<std::string_view, extract::FieldType>>& type_words();
/// The keys that selectors of fields have, in the order of messages.
const std::vector<std::pair<std::string_view, extract::Language>>& language_words();

}  // namespace trawl::cli
