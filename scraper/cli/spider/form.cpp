#include "scraper/cli/spider/form.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

constexpr const char* kQuoteCommas = "; put text that has a ',' in it between quotes";

using Kind = YamlNode::Kind;
using Scalar = Form::Scalar;

std::vector<std::string_view> names_of(const Form& form) {
  std::vector<std::string_view> names;
  for (const FormKey& key : form.keys) names.push_back(key.name);
  return names;
}

/// ": a field has css, xpath, type", where they are few.
std::string list_of(const Form& form) {
  constexpr std::size_t kFew = 24;
  if (form.what.empty() || form.keys.size() > kFew) return "";
  return fmt::format("; {} has {}", form.what, fmt::join(names_of(form), ", "));
}

[[noreturn]] void refuse_key(const YamlEntry& entry, const Form& form) {
  const auto known = form.advice.find(entry.key);
  std::string advice =
      known == form.advice.end() ? did_you_mean(entry.key, names_of(form)) : "; " + known->second;
  const bool has_no_value = entry.value.kind == Kind::null && entry.value.text.empty();
  if (advice.empty() && has_no_value && entry.key.find(':') != entry.key.npos)
    advice = "; a blank must follow the ':' of a key";
  const bool is_piece = entry.value.has_no_colon || entry.key.find_first_of("()'\"") != entry.key.npos;
  if (advice.empty() && has_no_value && is_piece) advice = kQuoteCommas;
  if (advice.empty()) advice = list_of(form);
  throw ConfigError(entry.where, fmt::format("unknown key '{}'{}", entry.key, advice));
}

/// "a single value, a list or keys with values".
std::string kinds_of(const Form& form) {
  std::vector<std::string_view> kinds;
  if (form.scalar != Scalar::none) kinds.emplace_back("a single value");
  if (!form.element.empty()) kinds.emplace_back("a list");
  if (!form.keys.empty() || !form.any_key.empty()) kinds.emplace_back("keys with values");
  std::string text;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    text += i == 0 ? "" : i + 1 == kinds.size() ? " or " : ", ";
    text += kinds[i];
  }
  return text;
}

[[noreturn]] void refuse_kind(const YamlNode& value, std::string_view key, const Form& form) {
  if (key.empty()) throw ConfigError(value.where, "expected settings, each as 'key: value'");
  throw ConfigError(value.where, fmt::format("'{}' takes {}", key, kinds_of(form)));
}

[[noreturn]] void refuse_null(const YamlNode& value, std::string_view key) {
  std::string_view advice;
  if (key.find(':') != key.npos) advice = "; a blank must follow the ':' of a key";
  if (value.has_no_colon) advice = kQuoteCommas;
  if (value.is_anchor) advice = "; put text that begins with '&' between quotes";
  if (value.is_comment) advice = "; what follows ' #' is a comment: put it between quotes";
  throw ConfigError(value.where, fmt::format("'{}' has no value{}", key, advice));
}

void check_word(const YamlNode& value, std::string_view key, const Form& form) {
  const std::string& word = value.text;
  if (std::find(form.words.begin(), form.words.end(), word) != form.words.end()) return;
  const std::vector<std::string_view> words(form.words.begin(), form.words.end());
  const auto known = form.advice.find(word);
  const std::string advice = known == form.advice.end() ? did_you_mean(word, words) : "; " + known->second;
  const std::string_view what = form.what.empty() ? key : std::string_view(form.what).substr(2);
  throw ConfigError(value.where, fmt::format("unknown {} '{}'{}; it is one of {}", what, word, advice,
                                             fmt::join(words, ", ")));
}

void check_scalar(const YamlNode& value, std::string_view key, const Form& form) {
  const std::string& text = value.text;
  if (form.scalar == Scalar::word) check_word(value, key, form);
  if (form.scalar == Scalar::on_off) {
    const auto& words = on_off_words();
    const auto is_it = [&text](const auto& word) { return word.first == text; };
    if (std::none_of(words.begin(), words.end(), is_it))
      throw ConfigError(value.where, fmt::format("'{}' must be true or false, not '{}'", key, text));
  }
  if (form.scalar == Scalar::whole) {
    const bool has_sign = text.starts_with('-') || text.starts_with('+');
    if (!text::is_number(std::string_view(text).substr(has_sign ? 1 : 0)) || text.size() > 10)
      throw ConfigError(value.where, fmt::format("'{}' takes a whole number, not '{}'", key, text));
  }
}

void check_groups(const YamlNode& map, const Form& form) {
  std::vector<std::string_view> given;
  const auto collect = [&](const std::vector<std::string>& group) {
    given.clear();
    for (const std::string& key : group) {
      if (value_of(map, key) != nullptr) given.push_back(key);
    }
  };
  for (const auto* group : {&form.one_of, &form.at_most_one}) {
    collect(*group);
    if (given.size() > 1) {
      throw ConfigError(map.where,
                        fmt::format("{} has '{}' or '{}', not both", form.what, given[0], given[1]));
    }
  }
  for (const auto* group : {&form.one_of, &form.some_of}) {
    collect(*group);
    if (given.empty() && group->size() == 1)
      throw ConfigError(map.where, fmt::format("{} needs '{}'", form.what, group->front()));
    if (given.empty() && !group->empty())
      throw ConfigError(map.where, fmt::format("{} needs one of {}", form.what, fmt::join(*group, ", ")));
  }
}

void check_map(const YamlNode& map, const Form& form, const Forms& forms) {
  for (const YamlEntry& entry : map.entries) {
    const auto known = std::find_if(form.keys.begin(), form.keys.end(),
                                    [&entry](const FormKey& key) { return key.name == entry.key; });
    if (known == form.keys.end() && form.any_key.empty()) refuse_key(entry, form);
    check_form(entry.value, entry.key, known == form.keys.end() ? form.any_key : known->form, forms);
  }
  for (const FormKey& key : form.keys) {
    if (key.is_required && value_of(map, key.name) == nullptr)
      throw ConfigError(map.where, fmt::format("{} needs '{}'", form.what, key.name));
  }
  check_groups(map, form);
}

}  // namespace

void check_form(const YamlNode& value, std::string_view key, const std::string& name, const Forms& forms) {
  const Form& form = forms.at(name);
  if (form.is_free) return;
  const bool is_scalar = value.kind == Kind::scalar || (value.kind == Kind::null && !value.text.empty());
  if (is_scalar) {
    if (form.scalar == Scalar::none) refuse_kind(value, key, form);
    return check_scalar(value, key, form);
  }
  if (value.kind == Kind::null) refuse_null(value, key);
  const bool is_list = value.kind == Kind::list;
  if (is_list ? form.element.empty() : form.keys.empty() && form.any_key.empty())
    refuse_kind(value, key, form);
  if (!form.may_be_empty && (is_list ? value.items.empty() : value.entries.empty()))
    throw ConfigError(value.where, fmt::format("'{}' is empty{}", key, form.if_empty));
  for (const YamlNode& item : value.items) check_form(item, key, form.element, forms);
  if (!is_list) check_map(value, form, forms);
}

const YamlNode* value_of(const YamlNode& map, std::string_view key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [key](const YamlEntry& entry) { return entry.key == key; });
  return found == map.entries.end() ? nullptr : &found->value;
}

std::string text_in(const YamlNode& map, std::string_view key) {
  const YamlNode* const value = value_of(map, key);
  return value == nullptr ? "" : value->text;
}

std::vector<const YamlNode*> elements_of(const YamlNode& one_or_many) {
  if (one_or_many.kind != Kind::list) return {&one_or_many};
  std::vector<const YamlNode*> elements;
  for (const YamlNode& item : one_or_many.items) elements.push_back(&item);
  return elements;
}

bool is_on(const YamlNode* scalar, bool fallback) {
  if (scalar == nullptr) return fallback;
  for (const auto& [word, value] : on_off_words()) {
    if (word == scalar->text) return value;
  }
  return fallback;
}

const std::vector<std::pair<std::string_view, bool>>& on_off_words() {
  static const std::vector<std::pair<std::string_view, bool>> kWords{
      {"true", true},   {"True", true},   {"yes", true}, {"on", true},
      {"false", false}, {"False", false}, {"no", false}, {"off", false}};
  return kWords;
}

}  // namespace trawl::cli
