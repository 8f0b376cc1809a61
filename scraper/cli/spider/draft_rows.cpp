#include "scraper/cli/spider/draft_rows.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostFields = 12;
constexpr std::size_t kMostSearched = 1'000;

bool is_plain_name(std::string_view name) {
  const auto is_part = [](char c) { return text::is_alphanumeric(c) || c == '_'; };
  return !name.empty() && !text::is_digit(name[0]) && std::all_of(name.begin(), name.end(), is_part);
}

/// A step of a JSONPath (RFC 9535): ".name", or "['@type']".
std::string step(std::string_view name) {
  if (is_plain_name(name)) return fmt::format(".{}", name);
  std::string text = "['";
  for (const char c : name) {
    if (c == '\'' || c == '\\') text += '\\';
    text += c;
  }
  return text + "']";
}

bool is_readable(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return std::none_of(name.begin(), name.end(), is_control);
}

/// "2024-01-31", with or without a time.
bool is_date(std::string_view text) {
  const auto are_digits = [text](std::size_t at, std::size_t count) {
    return text::is_number(text.substr(at, count));
  };
  return text.size() >= 10 && are_digits(0, 4) && text[4] == '-' && are_digits(5, 2) && text[7] == '-' &&
         are_digits(8, 2) && (text.size() == 10 || text[10] == 'T' || text[10] == ' ');
}

std::string type_of(const Json& value) {
  if (value.is_boolean()) return "bool";
  if (value.is_number_integer()) return "int";
  if (value.is_number()) return "number";
  if (value.is_structured()) return "json";
  if (!value.is_string()) return "";
  const auto& text = value.get_ref<const std::string&>();
  if (text.starts_with("http://") || text.starts_with("https://")) return "url";
  return is_date(text) ? "date" : "";
}

std::string sample_of(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The name of a column: without what trawl and SQLite keep for themselves.
std::string field_name(std::string_view member) {
  std::string name(text::trimmed_front(member, "@_"));
  return storage::problem_of_field_name(name).empty() ? name : "";
}

void add_field(DraftRows& rows, std::string_view member, const std::string& path, const Json& value) {
  const std::string name = field_name(member);
  const bool is_known = std::any_of(rows.fields.begin(), rows.fields.end(), [&name](const DraftField& field) {
    return storage::is_same_name(field.name, name);
  });
  if (name.empty() || is_known || !is_readable(member) || rows.fields.size() >= kMostFields) return;
  rows.fields.push_back({name, path, type_of(value), sample_of(value)});
}

void add_fields(DraftRows& rows, const Json& object) {
  for (const auto& [member, value] : object.items()) add_field(rows, member, "$" + step(member), value);
  const auto is_id = [](const DraftField& field) {
    return field.name == "id" || field.name == "sku" || field.name == "url";
  };
  const auto key = std::find_if(rows.fields.begin(), rows.fields.end(), is_id);
  if (key != rows.fields.end()) rows.key = key->name;
}

bool is_list_of_objects(const Json& value) {
  return value.is_array() && !value.empty() && value[0].is_object();
}

/// The path and the list, breadth first.
std::optional<std::pair<std::string, const Json*>> first_list(const Json& root) {
  std::deque<std::pair<std::string, const Json*>> open{{"$", &root}};
  for (std::size_t seen = 0; !open.empty() && seen < kMostSearched; ++seen) {
    auto [path, value] = std::move(open.front());
    open.pop_front();
    if (is_list_of_objects(*value)) return std::pair(path, value);
    if (!value->is_object()) continue;
    for (const auto& [member, inner] : value->items()) {
      if (inner.is_structured() && is_readable(member)) open.emplace_back(path + step(member), &inner);
    }
  }
  return std::nullopt;
}

std::string follow_of(const Json& root) {
  if (!root.is_object()) return "";
  for (const auto& [member, value] : root.items()) {
    const std::string name = text::lowered(member);
    if (!value.is_string() || !is_readable(member)) continue;
    const auto& text = value.get_ref<const std::string&>();
    const bool is_url = text.starts_with("http") || text.starts_with('/') || text.starts_with('?');
    const std::string path = yaml_quoted("$" + step(member));
    if (name.starts_with("next") && is_url) return fmt::format("{{json: {}}}", path);
    if (name.find("cursor") != name.npos) return fmt::format("{{json: {}, parameter: cursor}}", path);
  }
  return "";
}

/// An object of that type with something in it besides.
const Json* typed_object(const Json& json) {
  if (json.is_object() && json.contains("@graph") && json["@graph"].is_array())
    return typed_object(json["@graph"]);
  if (json.is_object()) return json.contains("@type") && json.size() > 2 ? &json : nullptr;
  if (!json.is_array()) return nullptr;
  for (const Json& element : json) {
    const Json* found = element.is_object() ? typed_object(element) : nullptr;
    if (found != nullptr) return found;
  }
  return nullptr;
}

std::string type_name(const Json& object) {
  const Json& type = object["@type"];
  if (type.is_array() && !type.empty() && type[0].is_string()) return type[0].get<std::string>();
  return type.is_string() ? type.get<std::string>() : "";
}

}  // namespace

JsonDraft json_draft(std::string_view text) {
  JsonDraft draft;
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded()) return draft;
  draft.follow = follow_of(root);
  DraftRows rows;
  if (const auto list = first_list(root)) {
    const auto& [path, values] = *list;
    rows.table = path == "$" ? "items" : path.substr(path.rfind('.') + 1);
    rows.select = yaml_quoted(path + "[*]");
    rows.has_count = true;
    add_fields(rows, (*values)[0]);
  } else if (root.is_object()) {
    rows.table = "items";
    add_fields(rows, root);
  }
  if (!rows.fields.empty()) draft.rows = std::move(rows);
  return draft;
}

std::optional<DraftRows> json_ld_draft(const std::vector<std::string>& scripts) {
  for (const std::string& script : scripts) {
    const Json json = Json::parse(script, nullptr, false);
    const Json* const object = json.is_discarded() ? nullptr : typed_object(json);
    const std::string type = object == nullptr ? "" : type_name(*object);
    if (!is_plain_name(type)) continue;
    DraftRows rows;
    rows.table = text::lowered(type);
    rows.select = fmt::format("{{jsonld: {}}}", yaml_quoted(fmt::format("$[?@['@type']=='{}']", type)));
    rows.path_word = "jsonld";
    rows.note = "what the page says of itself as JSON-LD";
    for (const auto& [member, value] : object->items()) {
      if (member.starts_with('@')) continue;
      if (member == "offers" && value.is_object() && value.contains("price"))
        add_field(rows, "price", "$.offers.price", Json(1.0));
      add_field(rows, member, "$" + step(member), value);
    }
    if (!rows.fields.empty()) return rows;
  }
  return std::nullopt;
}

std::string yaml_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

}  // namespace trawl::cli
