#include "scraper/cli/spider/schema.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace trawl::cli {
namespace {

using Json = nlohmann::ordered_json;
using Scalar = Form::Scalar;

/// The names of forms have blanks, those of definitions none.
std::string definition_name(std::string form) {
  std::replace(form.begin(), form.end(), ' ', '-');
  return form;
}

Json reference(const std::string& form) {
  return {{"$ref", "#/$defs/" + definition_name(form)}};
}

Json keys_required(const std::vector<std::string>& keys) {
  return {{"required", keys}};
}

Json scalar_schema(const Form& form) {
  switch (form.scalar) {
    case Scalar::text:
      return {{"type", {"string", "number", "boolean", "null"}}};
    case Scalar::word:
      return {{"enum", form.words}};
    case Scalar::on_off: {
      Json words{true, false};
      for (const auto& [word, value] : on_off_words()) words.push_back(word);
      return {{"enum", words}};
    }
    case Scalar::whole:
      return {{"anyOf", {{{"type", "integer"}}, {{"type", "string"}, {"pattern", "^[-+]?[0-9]+$"}}}}};
    case Scalar::none:
      break;
  }
  return nullptr;
}

/// What check_form() asks of groups of keys.
Json group_schemas(const Form& form) {
  Json all = Json::array();
  Json one = Json::array(), some = Json::array(), pairs = Json::array();
  for (const std::string& key : form.one_of) one.push_back(keys_required({key}));
  for (const std::string& key : form.some_of) some.push_back(keys_required({key}));
  for (std::size_t i = 0; i < form.at_most_one.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      pairs.push_back(keys_required({form.at_most_one[j], form.at_most_one[i]}));
  }
  if (!one.empty()) all.push_back({{"oneOf", one}});
  if (!some.empty()) all.push_back({{"anyOf", some}});
  if (!pairs.empty()) all.push_back({{"not", {{"anyOf", pairs}}}});
  return all;
}

Json map_schema(const Form& form) {
  Json schema{{"type", "object"}};
  std::vector<std::string> required;
  for (const FormKey& key : form.keys) {
    Json value = reference(key.form);
    if (!key.help.empty()) value["description"] = key.help;
    schema["properties"][key.name] = std::move(value);
    if (key.is_required) required.push_back(key.name);
  }
  if (!required.empty()) schema["required"] = required;
  schema["additionalProperties"] = form.any_key.empty() ? Json(false) : reference(form.any_key);
  if (!form.may_be_empty) schema["minProperties"] = 1;
  if (Json groups = group_schemas(form); !groups.empty()) schema["allOf"] = std::move(groups);
  return schema;
}

Json list_schema(const Form& form) {
  Json schema{{"type", "array"}, {"items", reference(form.element)}};
  if (!form.may_be_empty) schema["minItems"] = 1;
  return schema;
}

Json schema_of(const Form& form) {
  if (form.is_free) return true;
  Json kinds = Json::array();
  if (form.scalar != Scalar::none) kinds.push_back(scalar_schema(form));
  if (!form.element.empty()) kinds.push_back(list_schema(form));
  if (!form.keys.empty() || !form.any_key.empty()) kinds.push_back(map_schema(form));
  return kinds.size() == 1 ? kinds[0] : Json{{"anyOf", kinds}};
}

/// Adds the forms that this one leads to.
void collect(const std::string& name, const Forms& forms, Json& definitions) {
  const std::string key = definition_name(name);
  if (definitions.contains(key)) return;
  const Form& form = forms.at(name);
  definitions[key] = schema_of(form);
  if (!form.element.empty()) collect(form.element, forms, definitions);
  if (!form.any_key.empty()) collect(form.any_key, forms, definitions);
  for (const FormKey& one : form.keys) collect(one.form, forms, definitions);
}

}  // namespace

std::string json_schema(const Forms& forms, const std::string& root) {
  Json definitions = Json::object();
  collect(root, forms, definitions);
  const Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                    {"title", "trawl spider file"},
                    {"$ref", "#/$defs/" + definition_name(root)},
                    {"$defs", definitions}};
  return schema.dump(2);
}

}  // namespace trawl::cli
