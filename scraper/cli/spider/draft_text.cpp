#include "scraper/cli/spider/draft_text.hpp"

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

std::string note_of(const DraftRows& rows) {
  return rows.has_count ? fmt::format("{} on this page", rows.count) : rows.note;
}

}  // namespace

std::string comment(std::string_view text, std::size_t width) {
  std::string line;
  for (const char c : text) {
    if (line.size() > 400) break;
    line += text::kCSpace.find(c) == std::string_view::npos ? c : ' ';
  }
  return text::cut_to_width(text::printable(line), static_cast<int>(width));
}

std::string table_name(const std::string& wish) {
  std::string name;
  for (const char c : wish.substr(0, 40)) {
    if (text::is_alphanumeric(c)) name += text::lower(c);
    if (c == '-' || c == '_') name += '_';
  }
  name = std::string(text::trimmed(name, "_"));
  const bool is_free = storage::problem_of_table_name(name).empty() && !storage::is_own_name(name);
  return is_free && !text::is_digit(name[0]) ? name : "items";
}

std::string rows_text(const DraftRows& rows) {
  std::string text = fmt::format("      - table: {}\n", table_name(rows.table));
  if (!rows.key.empty())
    text += fmt::format("        key: {}               # says which row it is\n", yaml_quoted(rows.key));
  if (!rows.select.empty())
    text += fmt::format("        select: {}        # {}\n", rows.select, comment(note_of(rows)));
  text += "        fields:\n";
  for (const DraftField& field : rows.fields) {
    const bool is_path = field.selector.starts_with('$');
    const std::string value = field.type.empty()
                                  ? yaml_quoted(field.selector)
                                  : fmt::format("{{{}: {}, type: {}}}", is_path ? rows.path_word : "css",
                                                yaml_quoted(field.selector), field.type);
    text += fmt::format("          {}: {}    # {}\n", yaml_quoted(field.name), value, comment(field.sample));
  }
  return text;
}

}  // namespace trawl::cli
