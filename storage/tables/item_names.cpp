#include "storage/tables/item_names.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "storage/file/schema.hpp"
#include "storage/file/sqlite.hpp"
#include "storage/file/views.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kMostBytes = 63;

/// Tables that are made elsewhere: two when they are asked for, so that a file may not have them yet.
constexpr std::array<std::string_view, 3> kLaterTables{"page_text", "pages_fts", "schema_docs"};

/// The names of tables, views and indexes in the schema of every crawl file, in lower case.
const std::set<std::string>& own_names() {
  static const std::set<std::string> kNames = [] {
    std::set<std::string> names;
    for (const View& view : views()) names.insert(view.name);
    std::istringstream words(tables_sql() + late_indexes_sql());
    bool is_name_next = false;
    for (std::string word; words >> word;) {
      const bool may_stand_between = word == "IF" || word == "NOT" || word == "EXISTS";
      if (is_name_next && !may_stand_between) names.insert(word.substr(0, word.find('(')));
      is_name_next = word == "TABLE" || word == "INDEX" || (is_name_next && may_stand_between);
    }
    return names;
  }();
  return kNames;
}

bool has_controls(std::string_view name) {
  return std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

std::string problem_of_field_name(std::string_view name) {
  if (name.empty()) return "is empty";
  if (name.size() > kMostBytes) return "is longer than 63 bytes";
  if (!text::is_utf8(name)) return "is no UTF-8";
  if (has_controls(name)) return "has a control character in it";
  if (name.front() == '_') return "begins with _, which is for trawl's own columns";
  return "";
}

std::string problem_of_table_name(std::string_view name) {
  if (!name.empty() && name.front() == '_') return "begins with _, which is for trawl's own tables";
  if (std::string problem = problem_of_field_name(name); !problem.empty()) return problem;
  if (text::starts_with_ignoring_case(name, "sqlite_")) return "begins with sqlite_, which is for SQLite";
  for (const std::string_view own : kLaterTables)
    if (text::starts_with_ignoring_case(name, own)) return "is that of a table of trawl";
  return "";
}

bool is_own_name(std::string_view name) {
  return own_names().contains(text::lowered(name));
}

std::string quoted_name(std::string_view name) {
  std::string quoted("\"");
  for (const char c : name) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + '"';
}

std::string readable_name(std::string_view name) {
  const auto is_plain = [](char c) { return text::is_alphanumeric(c) || c == '_'; };
  const bool may_stand_alone = !name.empty() && !text::is_digit(name.front()) &&
                               std::all_of(name.begin(), name.end(), is_plain) && !is_keyword(name);
  return may_stand_alone ? std::string(name) : quoted_name(name);
}

bool is_same_name(std::string_view a, std::string_view b) {
  return text::equal_ignoring_case(a, b);
}

}  // namespace trawl::storage
