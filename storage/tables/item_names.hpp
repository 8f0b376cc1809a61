#pragma once
#include <string>
#include <string_view>

/// Names of item tables and of their fields: whatever people write, within a few bounds. They stand in SQL
/// quoted.
namespace trawl::storage {

/// Why that is no name for an item table, for people: "is longer than 63 bytes"; "" if it is one. The names
/// that a crawl file has already, declare_item_tables() knows.
std::string problem_of_table_name(std::string_view name);
/// The same for a field.
std::string problem_of_field_name(std::string_view name);

/// Whether a table, view or index in the schema of every crawl file has that name, whatever its case.
bool is_own_name(std::string_view name);

/// The name as an identifier of SQL: in quotes, with those in it doubled.
std::string quoted_name(std::string_view name);

/// The name as a person writes it: in quotes only where SQL needs them.
std::string readable_name(std::string_view name);

/// Whether SQLite takes both for the same name: it ignores the case of ASCII letters.
bool is_same_name(std::string_view a, std::string_view b);

}  // namespace trawl::storage
