#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "scraper/cli/settings/yaml.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// Reads one entry of 'fields'. `row` is what its row was selected by; none for a row that is a whole page.
/// Requires: the form of a field. Throws ConfigError for selectors, filters, languages and defaults that
/// cannot be used, and for CSS or XPath in a row of JSON.
extract::Field read_field(const YamlEntry& entry, const std::optional<extract::Language>& row);

/// The type of the column that holds the field: many makes json.
extract::FieldType column_type(const extract::Field& field);

/// Throws ConfigError for a name that SQLite cannot have, that trawl keeps for itself, or of more than 63
/// bytes. `what` is "table" or "field".
void check_item_name(const std::string& name, const Where& where, std::string_view what);

}  // namespace trawl::cli
