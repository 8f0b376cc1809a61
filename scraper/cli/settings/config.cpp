#include "scraper/cli/settings/config.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

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
  std::string_view name;
  Shape shape;
};

constexpr std::array kKeys{
    Key{"seeds", Shape::many},        Key{"input", Shape::one},
    Key{"depth", Shape::one},         Key{"limit", Shape::one},
    Key{"host-limit", Shape::one},    Key{"time-limit", Shape::one},
    Key{"size-limit", Shape::one},    Key{"scope", Shape::one},
    Key{"sitemap", Shape::many},      Key{"sitemap-since", Shape::one},
    Key{"include", Shape::many},      Key{"exclude", Shape::many},
    Key{"concurrency", Shape::one},   Key{"per-host", Shape::one},
    Key{"delay", Shape::one},         Key{"rate", Shape::one},
    Key{"robots", Shape::one},        Key{"user-agent", Shape::one},
    Key{"headers", Shape::pairs},     Key{"proxy", Shape::one},
    Key{"cookie", Shape::many},       Key{"cookies", Shape::one},
    Key{"user", Shape::one},          Key{"http2", Shape::on_off},
    Key{"timeout", Shape::one},       Key{"retries", Shape::one},
    Key{"insecure", Shape::on_off},   Key{"allow-private", Shape::many},
    Key{"resolve", Shape::many},      Key{"resolver", Shape::one},
    Key{"output", Shape::one},        Key{"no-bodies", Shape::on_off},
    Key{"durable", Shape::on_off},    Key{"ui", Shape::one},
    Key{"ui-password", Shape::one},   Key{"quiet", Shape::on_off},
    Key{"verbose", Shape::on_off},    Key{"keep-tracking", Shape::on_off},
    Key{"sort-query", Shape::on_off}, Key{"fold-slashes", Shape::on_off},
    Key{"nofollow", Shape::one},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kKeys.size() + 1> names;
  std::transform(kKeys.begin(), kKeys.end(), names.begin(), [](const Key& key) { return key.name; });
  names.back() = "items";
  return names;
}();

std::string scalar_text(const YamlNode& node, std::string_view key) {
  if (node.kind == YamlNode::Kind::scalar) return node.text;
  if (node.kind == YamlNode::Kind::null) throw ConfigError(node.where, fmt::format("'{}' has no value", key));
  throw ConfigError(node.where, fmt::format("'{}' takes a single value here", key));
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

/// The words of YAML 1.1, which people still write.
std::string on_or_off(const YamlNode& node, std::string_view key) {
  const std::string text = scalar_text(node, key);
  for (const std::string_view yes : {"true", "True", "yes", "on"}) {
    if (text == yes) return "true";
  }
  for (const std::string_view no : {"false", "False", "no", "off"}) {
    if (text == no) return "false";
  }
  throw ConfigError(node.where, fmt::format("'{}' is true or false, not '{}'", key, text));
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

std::span<const std::string_view> config_keys() {
  return std::span(kNames).first(kKeys.size());
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
        std::find_if(kKeys.begin(), kKeys.end(), [&](const Key& k) { return k.name == entry.key; });
    if (key == kKeys.end()) {
      throw ConfigError(entry.where,
                        fmt::format("unknown key '{}'{}", entry.key, did_you_mean(entry.key, kNames)));
    }
    const std::string flag = entry.key == "headers" ? "header" : entry.key;
    config.settings.push_back({flag, values_of(entry.value, *key), entry.where});
  }
  return config;
}

Config load_config(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || !text) throw std::system_error(errno, std::generic_category(), "cannot read " + file.string());
  return parse_config(text.str(), file.string());
}

std::optional<std::filesystem::path> user_config_file() {
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
  return std::filesystem::is_regular_file(file) ? std::optional(file) : std::nullopt;
}

}  // namespace trawl::cli
