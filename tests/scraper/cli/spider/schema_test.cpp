#include "scraper/cli/spider/schema.hpp"

#include <algorithm>
#include <utility>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/spider/spider_forms.hpp"

using namespace trawl;

namespace {

using Json = nlohmann::json;

/// The keywords of https://json-schema.org/draft/2020-12/schema that the schema uses; others fail the test.
class Validator {
 public:
  explicit Validator(Json schema) : schema_(std::move(schema)) {}
  bool holds(const Json& value) const { return holds(value, schema_); }

 private:
  bool holds(const Json& value, const Json& schema) const {
    if (schema.is_boolean()) return schema.get<bool>();
    for (const auto& [keyword, operand] : schema.items()) {
      if (!keyword_holds(keyword, operand, value, schema)) return false;
    }
    return true;
  }

  int count(const Json& value, const Json& schemas) const {
    int number = 0;
    for (const Json& schema : schemas) number += holds(value, schema) ? 1 : 0;
    return number;
  }

  static bool is_type(const Json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    return type == (value.is_number() ? "number" : value.type_name());
  }

  bool keyword_holds(const std::string& keyword, const Json& operand, const Json& value,
                     const Json& schema) const {
    if (keyword == "$ref")
      return holds(value, schema_.at(Json::json_pointer(operand.get<std::string>().substr(1))));
    if (keyword == "anyOf") return count(value, operand) > 0;
    if (keyword == "oneOf") return count(value, operand) == 1;
    if (keyword == "allOf") return count(value, operand) == static_cast<int>(operand.size());
    if (keyword == "not") return !holds(value, operand);
    if (keyword == "enum") return std::find(operand.begin(), operand.end(), value) != operand.end();
    if (keyword == "minItems") return !value.is_array() || value.size() >= operand;
    if (keyword == "minProperties") return !value.is_object() || value.size() >= operand;
    if (keyword == "items")
      return !value.is_array() || count_elements(value, operand) == static_cast<int>(value.size());
    if (keyword == "required")
      return std::all_of(operand.begin(), operand.end(),
                         [&](const Json& key) { return value.contains(key); });
    if (keyword == "type") {
      const Json types = operand.is_array() ? operand : Json::array({operand});
      return std::any_of(types.begin(), types.end(), [&](const Json& type) { return is_type(value, type); });
    }
    if (keyword == "properties" || keyword == "additionalProperties") return properties_hold(value, schema);
    const bool is_note =
        keyword == "$schema" || keyword == "$defs" || keyword == "title" || keyword == "description";
    if (!is_note && keyword != "pattern") FAIL("unknown keyword " << keyword);
    return is_note;
  }

  int count_elements(const Json& value, const Json& schema) const {
    int number = 0;
    for (const Json& element : value) number += holds(element, schema) ? 1 : 0;
    return number;
  }

  bool properties_hold(const Json& value, const Json& schema) const {
    if (!value.is_object()) return true;
    const Json known = schema.value("properties", Json::object());
    for (const auto& [key, member] : value.items()) {
      if (!holds(member, known.contains(key) ? known.at(key) : schema.at("additionalProperties")))
        return false;
    }
    return true;
  }

  Json schema_;
};

const Validator& validator() {
  static const Validator kValidator(Json::parse(cli::json_schema(cli::spider_forms(), "spider")));
  return kValidator;
}

/// Whether the reader's check of forms takes it. JSON is YAML.
bool reader_takes(const std::string& json) {
  try {
    cli::check_form(cli::parse_yaml(json, "f"), "", "spider", cli::spider_forms());
    return true;
  } catch (const cli::ConfigError&) {
    return false;
  }
}

constexpr const char* kGood[] = {
    R"({})",
    R"({"start": "a.org", "delay": "1s", "scope": {"include": ["a", "b"]}, "headers": {"A": ["b", 1]}})",
    R"({"start": [{"url": ["a.org"], "method": "POST", "body": "x"}, {"range": "a.org/{1..2}"}], "scope": "host"})",
    R"({"follow": ["a", {"css": "a", "url": "x", "priority": 3}, {"parameter": "p", "on": {"type": "json"}}]})",
    R"({"pages": {"items": {"table": "t", "key": ["a"], "select": {"xpath": "//p"}, "fields": {"a": "b", "c": ["d",
    {"meta": "e"}], "f": {"css": ["g"], "type": "date", "filters": ["trim", {"replace": ["a", ""]}], "many": true}},
    "items": [{"table": "u", "select": "p", "fields": {"a": "b"}}]}, "pipe": ["jq", "."]}})",
    R"({"tests": [{"url": "a.org", "file": "x", "expect": {"t": 3, "u": [{"a": null, "b": [1, {"c": 2}]}]}}]})",
};

constexpr const char* kBad[] = {
    R"([])",
    R"({"starts": "a.org"})",
    R"({"limits": {"delay": "1s"}})",
    R"({"start": {"url": "a.org", "file": "b"}})",
    R"({"start": []})",
    R"({"start": {"url": "a.org", "method": "BREW"}})",
    R"({"follow": {"css": "a", "json": "b"}})",
    R"({"follow": {"label": "a"}})",
    R"({"pages": {"items": {"table": "t"}}})",
    R"({"pages": {"items": {"table": "t", "fields": {"a": {"type": "int"}}}}})",
    R"({"pages": {"items": {"table": "t", "fields": {"a": {"css": "a", "type": "float"}}}}})",
    R"({"pages": {"items": {"table": "t", "fields": {"a": {"css": "a", "filters": ["trimm"]}}}}})",
    R"({"pages": {"items": {"table": "t", "fields": {"a": {"css": "a", "many": "perhaps"}}}}})",
    R"({"pages": {"items": {"table": "t", "fields": {}}}})",
    R"({"tests": {"url": "a.org", "expect": {"t": 1}}})",
    R"({"insecure": "perhaps"})",
};

}  // namespace

TEST_CASE("the schema takes what the reader takes, and refuses what it refuses") {
  for (const char* text : kGood) {
    CAPTURE(text);
    CHECK(reader_takes(text));
    CHECK(validator().holds(Json::parse(text)));
  }
  for (const char* text : kBad) {
    CAPTURE(text);
    CHECK_FALSE(reader_takes(text));
    CHECK_FALSE(validator().holds(Json::parse(text)));
  }
}

TEST_CASE("every flag that a file may have is in the schema, and in one section at most") {
  const Json definitions = Json::parse(cli::json_schema(cli::spider_forms(), "spider")).at("$defs");
  for (const cli::CrawlFlag& known : cli::crawl_flags()) {
    const std::string key(cli::key_of(known.flag));
    CAPTURE(key);
    CHECK(definitions["spider"]["properties"].contains(key));
    int sections = 0;
    for (const std::string_view section : cli::kSections) {
      const Json& form = definitions.at(std::string(section));
      const Json& map = form.contains("anyOf") ? form["anyOf"].back() : form;
      sections += map["properties"].contains(key) ? 1 : 0;
    }
    const bool is_grouped = known.flag.group != "Output" && known.flag.group != "Display" && key != "input";
    CHECK(sections == (is_grouped ? 1 : 0));
  }
}
