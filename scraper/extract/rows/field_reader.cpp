#include "scraper/extract/rows/field_reader.hpp"

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
constexpr std::size_t kStepBytes = 64;
constexpr std::size_t kAttributesAStep = 2;

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

void note_limit(const CompiledField& field, std::string_view why, FieldPlace& place) {
  place.is_over = place.is_over || place.budget->has_ended();
  place.notes.emplace_back("extract limit", fmt::format("the field {}: {}", field.rule->name, why));
}

void note_spent(const CompiledField& field, std::string_view what, std::size_t most, FieldPlace& place) {
  place.is_over = true;
  note_limit(field, fmt::format("the {} of a page may have {} MiB", what, most >> 20), place);
}

std::vector<Match> matches_of(const CompiledSelector& selector, const SelectorInput& row, std::size_t most) {
  std::vector<Match> matches = selector.apply(row, most);
  std::erase_if(matches, [](const Match& match) { return match.is_null(); });
  return matches;
}

/// The same for a selector that finds one thing on the whole page.
const FieldPlace::Found& found_on_page(const CompiledSelector& selector, const SelectorInput& row,
                                       std::size_t most, FieldPlace& place) {
  const auto [known, is_new] = place.of_page.try_emplace({&selector, most});
  FieldPlace::Found& found = known->second;
  if (!is_new) return found;
  try {
    found.matches = matches_of(selector, row, most);
  } catch (const SelectorError& error) {
    found.failure = error.what();
  }
  return found;
}

/// What the first selector finds that finds anything but null: in `own` or kept for the page; null: nothing.
const std::vector<Match>* found_by(const CompiledField& field, const SelectorInput& row, FieldPlace& place,
                                   std::vector<Match>& own) {
  const std::size_t most = field.wants_all ? SIZE_MAX : 1;
  for (const auto& selector : field.selectors) {
    if (selector->is_of_page()) {
      const FieldPlace::Found& found = found_on_page(*selector, row, most, place);
      if (!found.failure.empty()) note_limit(field, found.failure, place);
      if (!found.matches.empty()) return &found.matches;
      continue;
    }
    try {
      own = matches_of(*selector, row, most);
      if (!own.empty()) return &own;
    } catch (const SelectorError& error) {
      note_limit(field, error.what(), place);
    }
  }
  return nullptr;
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

/// What it costs to make a value of a short text, about.
std::uint64_t steps_to_read(FieldType type) {
  constexpr std::uint64_t kPlain = 2, kTyped = 20;
  return type == FieldType::text || type == FieldType::html || type == FieldType::boolean ? kPlain : kTyped;
}

/// The texts of all matches that the field needs; none if they are too large.
std::vector<std::string> texts_of(const CompiledField& field, const std::vector<Match>& matches,
                                  std::vector<Writer>& writers, FieldPlace& place) {
  std::vector<std::string> texts;
  const std::size_t most = place.budget->limits().field_texts;
  std::size_t size = 0;
  for (const Match& match : matches) {
    const std::size_t attributes = field.rule->type == FieldType::url ? match.node().attribute_count() : 0;
    if (!place.budget->spend(match.steps() + attributes / kAttributesAStep)) {
      note_limit(field, place.budget->end(), place);
      return {};
    }
    texts.push_back(text_of(match, field));
    const std::size_t bytes = texts.back().size() + sizeof(std::string);
    size += bytes;
    if (!place.budget->add_text(bytes)) {
      note_spent(field, "texts", place.budget->limits().texts, place);
      return {};
    }
    if (!place.budget->spend(bytes / kStepBytes + steps_to_read(field.rule->type))) {
      note_limit(field, place.budget->end(), place);
      return {};
    }
    if (size > most) {
      note_limit(field, fmt::format("its texts may have {} MiB on one row", most >> 20), place);
      return {};
    }
    if (field.filters.empty()) writers.push_back(writer_of(match));
    if (!field.wants_all) break;
  }
  return texts;
}

void make_value(const CompiledField& field, const std::vector<std::string>& texts,
                const std::vector<Writer>& writers, const ValuePlace& place, ReadField& read) {
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
}

std::size_t bytes_of(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text != nullptr ? text->size() : 0;
}

}  // namespace

ReadField read_field(const CompiledField& field, const SelectorInput& row, FieldPlace& place) {
  std::vector<Match> own;
  const std::vector<Match>* const found = found_by(field, row, place, own);
  return read_matches(field, found != nullptr ? *found : own, place);
}

ReadField read_matches(const CompiledField& field, const std::vector<Match>& matches, FieldPlace& place) {
  ReadField read;
  read.is_matched = !matches.empty();
  std::vector<Writer> writers;  // of texts that no filter has changed
  std::vector<std::string> texts = texts_of(field, matches, writers, place);
  try {
    if (!field.filters.empty() && !texts.empty()) texts = field.filters.apply(std::move(texts), place.filter);
  } catch (const SelectorError& error) {
    note_limit(field, error.what(), place);
    texts.clear();
  }
  make_value(field, texts, writers, place.value, read);
  if (!place.budget->add_value(bytes_of(read.value))) {
    read.value = Value();
    note_spent(field, "values", place.budget->limits().values, place);
  }
  return read;
}

}  // namespace trawl::extract
