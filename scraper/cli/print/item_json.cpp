#include "scraper/cli/print/item_json.hpp"

#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::cli {
namespace {

void append(std::string& line, const extract::Value& value, extract::FieldType type) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    const bool is_bool = type == extract::FieldType::boolean;
    line += is_bool ? (*integer != 0 ? "true" : "false") : std::to_string(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    line += std::isfinite(*real) ? fmt::format("{}", *real) : "null";
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    if (type == extract::FieldType::json) {
      line += text->empty() ? "null" : *text;
    } else {
      text::append_json_string(line, *text);
    }
  } else {
    line += "null";
  }
}

void append_member(std::string& line, std::string_view name) {
  line += line.size() == 1 ? "" : ",";
  text::append_json_string(line, name);
  line += ':';
}

}  // namespace

std::string item_lines_json(const extract::Spider& spider, const std::string& url,
                            const std::vector<extract::Item>& items) {
  std::string lines;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const extract::ItemTable& table = spider.tables.at(items[i].table);
    std::string line("{");
    append_member(line, "_table");
    text::append_json_string(line, table.name);
    append_member(line, "_url");
    text::append_json_string(line, url);
    append_member(line, "_id");
    line += std::to_string(i + 1);
    if (items[i].parent) {
      append_member(line, "_parent_id");
      line += std::to_string(*items[i].parent + 1);
    }
    for (std::size_t field = 0; field < table.fields.size() && field < items[i].values.size(); ++field) {
      append_member(line, table.fields[field].first);
      append(line, items[i].values[field], table.fields[field].second);
    }
    lines += line + "}\n";
  }
  return lines;
}

}  // namespace trawl::cli
