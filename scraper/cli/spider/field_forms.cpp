#include "scraper/cli/spider/field_forms.hpp"

#include <string>

#include "scraper/extract/filters/filter.hpp"

namespace trawl::cli {
namespace {

using extract::FieldType;
using extract::Language;
using Scalar = Form::Scalar;

std::vector<FormKey> selector_keys(const std::string& form) {
  return {{"css", form, "CSS, with ::text and ::attr(name)"},
          {"xpath", form, "XPath 1.0"},
          {"json", form, "JSONPath (RFC 9535) or JSON Pointer, on JSON pages"},
          {"jsonld", form, "JSONPath over the JSON-LD objects of a page"}};
}

/// What a row is selected by.
Form select_form() {
  Form form;
  form.what = "'select'";
  form.scalar = Scalar::text;
  form.keys = selector_keys("text");
  for (const FormKey& key : form.keys) form.one_of.push_back(key.name);
  return form;
}

std::vector<FormKey> all_selector_keys(const std::string& form) {
  std::vector<FormKey> keys = selector_keys(form);
  keys.emplace_back("meta", form, "the name or property of a meta element");
  keys.emplace_back("regex", form, "RE2 on the page's text: the first group, or the whole match");
  keys.emplace_back("url", form, "RE2 on the page's URL: the first group, or the whole match");
  return keys;
}

Form type_form() {
  Form form;
  form.scalar = Scalar::word;
  for (const auto& [word, type] : type_words()) form.words.emplace_back(word);
  const std::pair<const char*, const char*> others[] = {
      {"integer", "int"},    {"string", "text"},   {"str", "text"},       {"float", "number"},
      {"decimal", "number"}, {"double", "number"}, {"real", "number"},    {"price", "number"},
      {"boolean", "bool"},   {"datetime", "date"}, {"timestamp", "date"}, {"time", "date"},
      {"link", "url"},       {"array", "json"},    {"list", "json"},      {"object", "json"}};
  for (const auto& [word, right] : others) form.advice[word] = "write '" + std::string(right) + "'";
  return form;
}

/// One selector, or one of several of which the first that finds something counts.
Form selector_form() {
  Form form;
  form.what = "a selector";
  form.scalar = Scalar::text;
  form.keys = all_selector_keys("text");
  for (const FormKey& key : form.keys) form.one_of.push_back(key.name);
  return form;
}

Form field_form() {
  Form form;
  form.what = "a field";
  form.scalar = Scalar::text;
  form.element = "selector";
  form.keys = all_selector_keys("texts");
  for (const FormKey& key : form.keys) form.some_of.push_back(key.name);
  form.keys.emplace_back("type", "type", "of the column (text)");
  form.keys.emplace_back("locale", "text", "how numbers and dates are written: de, en-US");
  form.keys.emplace_back("filters", "filters", "change the text, in this order");
  form.keys.emplace_back("many", "switch", "keep all that is found, as a JSON array (false)");
  form.keys.emplace_back("required", "switch", "leave out rows without it (false)");
  form.keys.emplace_back("default", "text", "what it is where nothing is found");
  form.advice["select"] = "a field has css, xpath, json, jsonld, meta, regex or url";
  form.advice["selector"] = form.advice["select"];
  form.advice["attr"] = "write css: a::attr(href)";
  form.advice["filter"] = "write 'filters'";
  form.advice["json-ld"] = form.advice["json_ld"] = "write 'jsonld'";
  return form;
}

Form item_form() {
  Form form;
  form.what = "an entry of 'items'";
  form.keys = {{"table", "text", "the table for the rows", true},
               {"key", "texts", "the fields that say which row it is"},
               {"select", "select", "one row for each match; none: one row a page"},
               {"fields", "fields", "the columns, and where they come from", true},
               {"items", "items", "rows of another table inside each row"}};
  form.advice["name"] = "write 'table'";
  form.advice["match"] = "it belongs beside 'items', in the entry of 'pages'";
  for (const char* key : {"css", "xpath", "json", "jsonld"})
    form.advice[key] = "write select: {" + std::string(key) + ": …}";
  return form;
}

/// "trim", or {replace: [from, to]}.
void add_filters(Forms& forms) {
  forms["filter arguments"] = forms.at("texts");
  Form filter;
  filter.what = "a filter";
  filter.scalar = Scalar::word;
  for (const extract::FilterKind& kind : extract::filter_kinds()) {
    filter.words.emplace_back(kind.name);
    filter.keys.emplace_back(std::string(kind.name), "filter arguments", std::string(kind.meaning));
    filter.one_of.emplace_back(kind.name);
  }
  const std::pair<const char*, const char*> others[] = {
      {"strip", "trim"},    {"lowercase", "lower"}, {"uppercase", "upper"}, {"re", "regex"},
      {"match", "regex"},   {"command", "cmd"},     {"exec", "cmd"},        {"shell", "cmd"},
      {"append", "suffix"}, {"prepend", "prefix"},  {"normalize", "fold"}};
  for (const auto& [word, right] : others) filter.advice[word] = "write '" + std::string(right) + "'";
  forms["filters"] = filter;
  forms["filters"].element = "filter";
  forms["filter"] = std::move(filter);
}

}  // namespace

void add_field_forms(Forms& forms) {
  add_filters(forms);
  forms["type"] = type_form();
  forms["select"] = select_form();
  forms["selector"] = selector_form();
  forms["field"] = field_form();
  forms["fields"].any_key = "field";
  forms["item rule"] = item_form();
  forms["items"] = item_form();
  forms["items"].element = "item rule";
}

const std::vector<std::pair<std::string_view, FieldType>>& type_words() {
  static const std::vector<std::pair<std::string_view, FieldType>> kWords{
      {"text", FieldType::text}, {"int", FieldType::integer},  {"number", FieldType::number},
      {"date", FieldType::date}, {"bool", FieldType::boolean}, {"url", FieldType::url},
      {"html", FieldType::html}, {"json", FieldType::json}};
  return kWords;
}

const std::vector<std::pair<std::string_view, Language>>& language_words() {
  static const std::vector<std::pair<std::string_view, Language>> kWords{
      {"css", Language::css},        {"xpath", Language::xpath}, {"json", Language::json},
      {"jsonld", Language::json_ld}, {"meta", Language::meta},   {"regex", Language::regex},
      {"url", Language::url}};
  return kWords;
}

}  // namespace trawl::cli
