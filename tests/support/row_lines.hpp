#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace trawl::support {

/// Rows as lines of text, for comparing databases: "TABLE column=value, column=value". Control characters are
/// escaped and NULL columns left out.
using RowLines = std::multiset<std::string>;

/// Adds a line for each row of the query; each line begins with `table`. In the values, the first text of
/// each pair in `renamed` is replaced by the second.
void add_rows(RowLines& lines, const std::filesystem::path& file, const std::string& table,
              const std::string& sql, const std::vector<std::pair<std::string, std::string>>& renamed);

/// A line "- …" for each expected row that is missing and "+ …" for each row that was not expected, sorted so
/// that the two versions of a changed row stand together. "" if there is no difference.
std::string difference(const RowLines& expected, const RowLines& found);

/// The lines of a file, without those that begin with "#". Empty if there is no such file.
RowLines read_rows(const std::filesystem::path& file);
/// Writes such a file; `comment` is its first line, without "#". Throws std::runtime_error.
void write_rows(const std::filesystem::path& file, const std::string& comment, const RowLines& lines);

}  // namespace trawl::support
