#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/settings/yaml.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {

/// A name, and where it stands in the file.
struct PlacedName {
  std::string name;
  Where where;
};

/// What the readers of the sections share: the rules read so far, and what can only be judged at the end.
struct RulesRead {
  RulesRead() {}
  extract::Spider spider;
  std::vector<std::string> labels_set;   ///< by 'start' and 'follow'
  std::vector<PlacedName> labels_asked;  ///< by 'match' and 'on'

  /// Where a table, a field of it ("table\nfield") and the key of it stood first.
  std::map<std::string, Where> first_seen;
};

/// Makes the selector ready. Throws ConfigError at the character where it goes wrong.
extract::Selector selector_of(const YamlNode& text, extract::Language language);
/// A selector in short form: a text that begins with "$" is JSONPath, with "/", "./", "../" or "(" XPath, all
/// others CSS.
extract::Selector short_selector(const YamlNode& text);
/// The selectors of a map, in the order of the file: each key that names a language, with one text or a list.
std::vector<extract::Selector> selectors_in(const YamlNode& map);

/// 'match' and 'on': a pattern for the URL, or url, label and type. All "" for a null pointer.
extract::PageMatch page_match(const YamlNode* condition, RulesRead& read);

/// An RE2 pattern. Throws ConfigError.
std::string pattern_of(const YamlNode& text, std::string_view key);
/// Text that is not empty. Throws ConfigError.
std::string name_of(const YamlNode& text, std::string_view key);
/// Requires: the form of a whole number. Throws ConfigError beyond `most` on both sides of 0.
std::int64_t whole_number(const YamlNode& text, std::string_view key, std::int64_t most);

/// Throws ConfigError for a label that is asked for and nobody sets.
void check_labels(const RulesRead& read);

}  // namespace trawl::cli
