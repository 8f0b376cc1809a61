#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace trawl::support {

/// Rows as lines of text, for comparing databases: "TABLE column=value, column=value", with control characters escaped.
/// Columns that are NULL are left out.
using RowLines = std::multiset<std::string>;

/// Adds a line for each row of the query, which begins with `table`. In the texts, what stands first in a pair of
/// `renamed` becomes what stands second.
void add_rows(RowLines& lines, const std::filesystem::path& file, const std::string& table,
              const std::string& sql, const std::vector<std::pair<std::string, std::string>>& renamed);

/// One line for each of `expected` that is not found, "- …", and each found that is not expected, "+ …", sorted so that
/// a changed row stands beside what it was; "" when both are the same.
std::string difference(const RowLines& expected, const RowLines& found);

/// Lines of a file, but for those that begin with "#". Empty when there is no such file.
RowLines read_rows(const std::filesystem::path& file);
/// Writes such a file; `comment` is its first line, without "#". Throws std::runtime_error.
void write_rows(const std::filesystem::path& file, const std::string& comment, const RowLines& lines);

}  // namespace trawl::support
