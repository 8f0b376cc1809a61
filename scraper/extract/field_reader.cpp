#include "scraper/extract/field_reader.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/utf8.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kShownBytes = 60;

/// For type url: an element stands for where it leads.
std::string url_text(const Node& node) {
  for (const std::string_view name : {"href", "src", "content", "data", "cite"}) {
    if (const auto value = node.attribute(name)) return std::string(*value);
  }
  return node.text();
}

std::string text_of(const Match& match, const CompiledField& field) {
  const bool is_element = match.node().kind() == Node::Kind::element;
  if (is_element && field.rule->type == FieldType::url && !field.wants_markup) return url_text(match.node());
  if (is_element && field.wants_markup) return match.markup();
  const bool is_structure = match.json() && field.rule->type == FieldType::json && field.filters.empty();
  return is_structure ? match.markup() : match.text();
}

/// What the first selector finds that finds anything but null.
std::vector<Match> found_by(const CompiledField& field, const SelectorInput& row,
                            std::vector<ExtractNote>& notes) {
  for (const auto& selector : field.selectors) {
    try {
      std::vector<Match> matches = selector->apply(row, field.wants_all ? SIZE_MAX : 1);
      std::erase_if(matches, [](const Match& match) { return match.is_null(); });
      if (!matches.empty()) return matches;
    } catch (const SelectorError& error) {
      notes.emplace_back("extract limit", fmt::format("the field {}: {}", field.rule->name, error.what()));
    }
  }
  return {};
}

Writer writer_of(const Match& match) {
  return match.json().kind() == JsonNode::Kind::number ? Writer::json_number : Writer::person;
}

std::string shown(std::string_view text) {
  if (text.size() <= kShownBytes) return std::string(text);
  std::string_view begin = text.substr(0, kShownBytes);
  while (!begin.empty() && (static_cast<unsigned char>(begin.back()) & 0xC0U) == 0x80U)
    begin.remove_suffix(1);
  if (!begin.empty() && static_cast<unsigned char>(begin.back()) >= 0xC0U) begin.remove_suffix(1);
  return std::string(begin) + "…";
}

void append_json(std::string& json, const Value& value, FieldType type) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (type == FieldType::json) {
      json += *text;
    } else {
      text::append_json_string(json, *text);
    }
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (type == FieldType::boolean) {
      json += *integer != 0 ? "true" : "false";
    } else {
      json += fmt::format("{}", *integer);
    }
  } else if (const auto* number = std::get_if<double>(&value)) {
    json += fmt::format("{}", *number);
  }
}

/// A list as JSON. What is empty or of a bad type is left out.
void read_list(const std::vector<std::string>& texts, const std::vector<Writer>& writers,
               const CompiledField& field, const ValuePlace& place, ReadField& read) {
  std::string json = "[";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const ReadValue value = read_value(texts[i], field.rule->type, field.rule->locale, place,
                                       writers.empty() ? Writer::person : writers[i]);
    if (value.is_bad_type && !std::exchange(read.is_bad_type, true)) read.bad_text = shown(texts[i]);
    if (std::holds_alternative<std::monostate>(value.value)) continue;
    if (json.size() > 1) json += ',';
    append_json(json, value.value, field.rule->type);
  }
  if (json.size() > 1) read.value = json + "]";
}

}  // namespace

ReadField read_field(const CompiledField& field, const SelectorInput& row, const ValuePlace& place,
                     const FilterPlace& filter_place, std::vector<ExtractNote>& notes) {
  return read_matches(field, found_by(field, row, notes), place, filter_place);
}

ReadField read_matches(const CompiledField& field, const std::vector<Match>& matches, const ValuePlace& place,
                       const FilterPlace& filter_place) {
  ReadField read;
  read.is_matched = !matches.empty();
  std::vector<std::string> texts;
  std::vector<Writer> writers;  // of texts that no filter has changed
  for (const Match& match : matches) {
    texts.push_back(text_of(match, field));
    if (field.filters.empty()) writers.push_back(writer_of(match));
  }
  if (!field.filters.empty() && !texts.empty()) texts = field.filters.apply(std::move(texts), filter_place);
  if (field.rule->many) {
    read_list(texts, writers, field, place, read);
  } else if (!texts.empty()) {
    ReadValue value = read_value(texts.front(), field.rule->type, field.rule->locale, place,
                                 writers.empty() ? Writer::person : writers.front());
    read.is_bad_type = value.is_bad_type;
    if (value.is_bad_type) read.bad_text = shown(texts.front());
    read.value = std::move(value.value);
  }
  const bool is_null = std::holds_alternative<std::monostate>(read.value);
  if (is_null && !read.is_bad_type && field.rule->fallback) {
    if (field.rule->many) {
      read_list({*field.rule->fallback}, {}, field, place, read);
    } else {
      read.value = read_value(*field.rule->fallback, field.rule->type, field.rule->locale, place).value;
    }
  }
  return read;
}

}  // namespace trawl::extract
