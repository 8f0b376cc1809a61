#include "storage/tables/item_names.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kMostBytes = 63;

/// Tables that trawl makes when they are asked for, so that a file may not have them yet.
constexpr std::array<std::string_view, 2> kLaterTables{"page_text", "pages_fts"};

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

std::string quoted_name(std::string_view name) {
  std::string quoted("\"");
  for (const char c : name) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + '"';
}

bool is_same_name(std::string_view a, std::string_view b) {
  return text::equal_ignoring_case(a, b);
}

}  // namespace trawl::storage
