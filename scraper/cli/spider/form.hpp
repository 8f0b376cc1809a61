#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/cli/settings/yaml.hpp"

namespace trawl::cli {

/// A key of a map in a spider file.
struct FormKey {
  FormKey(std::string key_name, std::string key_form, std::string key_help, bool required = false)
      : name(std::move(key_name)),
        form(std::move(key_form)),
        help(std::move(key_help)),
        is_required(required) {}
  std::string name;
  std::string form;  ///< names the form of its value
  std::string help;  ///< one line, for the schema
  bool is_required;
};

/// What a value of a spider file may be, as data: the reader checks a file by it, and `trawl schema` prints
/// it. A form may allow a scalar, a list and a map at once.
struct Form {
  enum class Scalar : std::uint8_t { none, text, word, on_off, whole };

  Form() {}
  std::string what;  ///< "a field", for messages
  Scalar scalar = Scalar::none;
  std::vector<std::string> words;        ///< of a scalar that is a word
  std::string element;                   ///< the form of a list's elements; "": it may be no list
  std::vector<FormKey> keys;             ///< of a map that has these alone
  std::string any_key;                   ///< the form of the values of a map whose keys are free; "": none
  bool is_free = false;                  ///< anything, null too
  bool may_be_empty = false;             ///< whether a list or map may be without entries
  std::string if_empty;                  ///< what else to do, for messages
  std::vector<std::string> one_of;       ///< a map has exactly one of these keys
  std::vector<std::string> at_most_one;  ///< a map has not two of these keys
  std::vector<std::string> some_of;      ///< a map has at least one of these keys
  std::map<std::string, std::string> advice;  ///< for unknown words and keys: what to write instead
};

using Forms = std::map<std::string, Form>;

/// Throws ConfigError if the value is not of that form. `key` is what it is the value of.
void check_form(const YamlNode& value, std::string_view key, const std::string& form, const Forms& forms);

/// The value of a key of a map; null if the map does not have it.
const YamlNode* value_of(const YamlNode& map, std::string_view key);
/// The text of that value, or "".
std::string text_in(const YamlNode& map, std::string_view key);
/// The elements of a list; else the value itself.
std::vector<const YamlNode*> elements_of(const YamlNode& one_or_many);
/// The value of a scalar that is a switch; `fallback` for a null pointer.
bool is_on(const YamlNode* scalar, bool fallback = false);
/// The words for true, then those for false: YAML 1.1's, which people still write.
const std::vector<std::pair<std::string_view, bool>>& on_off_words();

}  // namespace trawl::cli
