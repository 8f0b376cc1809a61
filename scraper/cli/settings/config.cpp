#include "scraper/cli/settings/config.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

enum class Shape {
  one,     ///< a single value
  many,    ///< a single value or a list of them
  pairs,   ///< a map of names to values, or a list of "NAME: VALUE"
  on_off,  ///< true or false
};

struct Key {
  std::string name;
  std::string flag;  ///< "seeds" for the URLs
  Shape shape;
};

Shape shape_of(const Flag& flag) {
  if (flag.name == "header") return Shape::pairs;
  if (flag.is_switch()) return Shape::on_off;
  return flag.repeats ? Shape::many : Shape::one;
}

const std::vector<Key>& keys() {
  static const std::vector<Key> kAll = [] {
    std::vector<Key> all{{"seeds", "seeds", Shape::many}};
    for (const CrawlFlag& known : crawl_flags()) {
      all.push_back({std::string(key_of(known.flag)), std::string(known.flag.name), shape_of(known.flag)});
    }
    return all;
  }();
  return kAll;
}

[[noreturn]] void refuse_unknown(const YamlEntry& entry) {
  std::vector<std::string_view> names{"items"};
  for (const Key& key : keys()) names.push_back(key.name);
  throw ConfigError(entry.where,
                    fmt::format("unknown key '{}'{}", entry.key, did_you_mean(entry.key, names)));
}

std::string scalar_text(const YamlNode& node, std::string_view key) {
  if (node.kind == YamlNode::Kind::scalar) return node.text;
  if (node.kind == YamlNode::Kind::null) throw ConfigError(node.where, fmt::format("'{}' has no value", key));
  throw ConfigError(node.where, fmt::format("'{}' takes a single value", key));
}

std::vector<std::string> one_or_many(const YamlNode& node, std::string_view key) {
  if (node.kind != YamlNode::Kind::list) return {scalar_text(node, key)};
  std::vector<std::string> values;
  for (const YamlNode& item : node.items) values.push_back(scalar_text(item, key));
  return values;
}

std::vector<std::string> pairs(const YamlNode& node, std::string_view key) {
  if (node.kind != YamlNode::Kind::map) return one_or_many(node, key);
  std::vector<std::string> values;
  for (const YamlEntry& entry : node.entries) {
    for (const std::string& value : one_or_many(entry.value, entry.key))
      values.push_back(entry.key + ": " + value);
  }
  return values;
}

/// Accepts the words of YAML 1.1, which people still write.
std::string on_or_off(const YamlNode& node, std::string_view key) {
  const std::string text = scalar_text(node, key);
  for (const std::string_view yes : {"true", "True", "yes", "on"}) {
    if (text == yes) return "true";
  }
  for (const std::string_view no : {"false", "False", "no", "off"}) {
    if (text == no) return "false";
  }
  throw ConfigError(node.where, fmt::format("'{}' must be true or false, not '{}'", key, text));
}

std::vector<std::string> values_of(const YamlNode& node, const Key& key) {
  switch (key.shape) {
    case Shape::one:
      return {scalar_text(node, key.name)};
    case Shape::many:
      return one_or_many(node, key.name);
    case Shape::pairs:
      return pairs(node, key.name);
    case Shape::on_off:
      return {on_or_off(node, key.name)};
  }
  return {};
}

}  // namespace

std::string_view key_of(const Flag& flag) {
  return flag.name == "header" ? "headers" : flag.name;
}

Config parse_config(const std::string& text, const std::string& file) {
  YamlNode root = parse_yaml(text, file);
  Config config;
  if (root.kind == YamlNode::Kind::null) return config;
  if (root.kind != YamlNode::Kind::map)
    throw ConfigError(root.where, "expected settings, each as 'key: value'");
  for (YamlEntry& entry : root.entries) {
    if (entry.key == "items") {
      config.items = std::move(entry.value);
      continue;
    }
    const auto key =
        std::find_if(keys().begin(), keys().end(), [&](const Key& one) { return one.name == entry.key; });
    if (key == keys().end()) refuse_unknown(entry);
    config.settings.push_back({key->flag, values_of(entry.value, *key), entry.where});
  }
  return config;
}

Config load_config(const std::string& file) {
  if (file == "-") return parse_config({std::istreambuf_iterator<char>(std::cin), {}}, "stdin");
  std::ifstream in(file, std::ios::binary);
  if (in) in.peek();  // fails for a folder
  if (in.bad() || !in.is_open())
    throw std::system_error(errno, std::generic_category(), "cannot read " + file);
  return parse_config({std::istreambuf_iterator<char>(in.rdbuf()), {}}, file);
}

std::optional<std::string> user_config_file() {
  const char* config_home = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  std::filesystem::path folder;
  if (config_home && *config_home) {
    folder = config_home;
  } else if (home && *home) {
    folder = std::filesystem::path(home) / ".config";
  } else {
    return std::nullopt;
  }
  const auto file = folder / "trawl" / "config.yaml";
  std::error_code error;
  const auto kind = std::filesystem::status(file, error).type();
  if (kind == std::filesystem::file_type::not_found) return std::nullopt;
  if (error) throw std::system_error(error, "cannot look for " + file.string());
  return file.string();
}

}  // namespace trawl::cli
