#include "scraper/crawl/visit/page_meta.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/json.hpp"

namespace trawl::crawl {
namespace {

/// SQLite refuses JSON that is nested deeper than 1,000 levels, and the whole of `meta` with it.
constexpr int kMostLevels = 500;

/// Whether brackets are nested deeper than kMostLevels. Requires: valid JSON.
bool is_deep(std::string_view json) {
  int level = 0;
  bool is_in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_in_string) {
      if (c == '\\') ++i;
      if (c == '"') is_in_string = false;
    } else if (c == '"') {
      is_in_string = true;
    } else if (c == '{' || c == '[') {
      if (++level > kMostLevels) return true;
    } else if (c == '}' || c == ']') {
      --level;
    }
  }
  return false;
}

void append_json(std::string& out, std::string_view text) {
  if (nlohmann::json::accept(text) && !is_deep(text)) {
    out += text;
  } else {
    text::append_json_string(out, text);
  }
}

/// Appends what `append_item` appends for each item, with commas between.
template <class Items, class Append>
void append_list(std::string& out, const Items& items, Append append_item) {
  bool is_first = true;
  for (const auto& item : items) {
    if (!std::exchange(is_first, false)) out += ',';
    append_item(item);
  }
}

using Property = std::pair<std::string_view, std::vector<std::string_view>>;

/// Each name once, in the order of their first values.
std::vector<Property> grouped(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::vector<Property> properties;
  for (const auto& [name, value] : pairs) {
    const auto known = std::find_if(properties.begin(), properties.end(),
                                    [&name = name](const Property& one) { return one.first == name; });
    Property& property =
        known != properties.end() ? *known : properties.emplace_back(name, std::vector<std::string_view>());
    property.second.push_back(value);
  }
  return properties;
}

void append_property(std::string& out, const Property& property) {
  const auto& [name, values] = property;
  text::append_json_string(out, name);
  out += ':';
  if (values.size() == 1) return text::append_json_string(out, values.front());
  out += '[';
  append_list(out, values, [&](std::string_view value) { text::append_json_string(out, value); });
  out += ']';
}

}  // namespace

std::string meta_json(const page::Page& page) {
  std::string json = "{\"charset_source\":";
  text::append_json_string(json, page.charset_source);
  json += ",\"headings\":[";
  append_list(json, page.headings, [&](const page::Heading& heading) {
    json += fmt::format("[{},", heading.level);
    text::append_json_string(json, heading.text);
    json += ']';
  });
  json += ']';
  if (page.refresh) {
    json += ",\"refresh\":";
    text::append_json_string(json, page.refresh->href());
  }
  if (!page.json_ld.empty()) {
    json += ",\"json_ld\":[";
    append_list(json, page.json_ld, [&](std::string_view text) { append_json(json, text); });
    json += ']';
  }
  if (!page.open_graph.empty()) {
    json += ",\"open_graph\":{";
    append_list(json, grouped(page.open_graph), [&](const Property& one) { append_property(json, one); });
    json += '}';
  }
  return json + "}";
}

}  // namespace trawl::crawl
