#include "scraper/cli/spider/rules_read.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/crawl/rules/patterns.hpp"
#include "scraper/extract/selector.hpp"

namespace trawl::cli {
namespace {

using extract::Language;
using extract::Selector;

std::string_view word_of(Language language) {
  for (const auto& [word, known] : language_words()) {
    if (known == language) return word;
  }
  return "";
}

std::optional<Language> language_named(std::string_view key) {
  for (const auto& [word, language] : language_words()) {
    if (word == key) return language;
  }
  return std::nullopt;
}

/// A content type, or one with "*" for its end.
std::string content_type(const YamlNode& text) {
  const std::string type = name_of(text, "type");
  if (type.find_first_of(" \t;,") == type.npos) return type;
  throw ConfigError(text.where,
                    fmt::format("'{}' is no content type; write one such as application/json", type));
}

}  // namespace

Selector selector_of(const YamlNode& text, Language language) {
  Selector selector;
  selector.language = language;
  selector.text = name_of(text, word_of(language));
  try {
    selector.compiled = extract::compile(language, selector.text);
  } catch (const extract::SelectorError& error) {
    throw ConfigError(place_in(text, error.at),
                      fmt::format("{} '{}': {}{}", word_of(language), selector.text, error.what(),
                                  language_hint(language, selector.text)));
  }
  return selector;
}

Selector short_selector(const YamlNode& text) {
  const std::string& given = text.text;
  if (given.starts_with('$')) return selector_of(text, Language::json);
  for (const std::string_view begin : {"/", "./", "../", "("}) {
    if (given.starts_with(begin)) return selector_of(text, Language::xpath);
  }
  return selector_of(text, Language::css);
}

std::vector<Selector> selectors_in(const YamlNode& map) {
  std::vector<Selector> selectors;
  for (const YamlEntry& entry : map.entries) {
    const auto language = language_named(entry.key);
    if (!language) continue;
    for (const YamlNode* text : elements_of(entry.value)) selectors.push_back(selector_of(*text, *language));
  }
  return selectors;
}

extract::PageMatch page_match(const YamlNode* condition, RulesRead& read) {
  extract::PageMatch match;
  if (condition == nullptr) return match;
  if (condition->kind != YamlNode::Kind::map) {
    match.url = pattern_of(*condition, "url");
    return match;
  }
  if (const YamlNode* url = value_of(*condition, "url")) match.url = pattern_of(*url, "url");
  if (const YamlNode* type = value_of(*condition, "type")) match.type = content_type(*type);
  if (const YamlNode* label = value_of(*condition, "label")) {
    match.label = name_of(*label, "label");
    read.labels_asked.push_back({match.label, label->where});
  }
  return match;
}

std::string pattern_of(const YamlNode& text, std::string_view key) {
  const std::string pattern = name_of(text, key);
  try {
    crawl::Patterns check({pattern}, "pattern");
  } catch (const std::invalid_argument& error) {
    throw ConfigError(text.where, error.what());
  }
  return pattern;
}

std::string name_of(const YamlNode& text, std::string_view key) {
  if (text.text.empty()) throw ConfigError(text.where, fmt::format("'{}' is empty", key));
  return text.text;
}

std::int64_t whole_number(const YamlNode& text, std::string_view key, std::int64_t most) {
  const std::string_view digits = std::string_view(text.text).substr(text.text.starts_with('+') ? 1 : 0);
  std::int64_t number = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (end.ec == std::errc() && number >= -most && number <= most) return number;
  throw ConfigError(text.where, fmt::format("'{}' is beyond {}", key, most));
}

void check_labels(const RulesRead& read) {
  const std::vector<std::string_view> known(read.labels_set.begin(), read.labels_set.end());
  for (const PlacedName& asked : read.labels_asked) {
    if (std::find(known.begin(), known.end(), asked.name) != known.end()) continue;
    throw ConfigError(asked.where, fmt::format("no 'start' or 'follow' sets the label '{}'{}", asked.name,
                                               did_you_mean(asked.name, known)));
  }
}

}  // namespace trawl::cli
