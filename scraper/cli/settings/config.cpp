#include "scraper/cli/settings/config.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "scraper/cli/settings/cut_url.hpp"
#include "scraper/cli/settings/settings.hpp"
#include "scraper/cli/spider/form.hpp"
#include "scraper/cli/spider/spider_forms.hpp"

namespace trawl::cli {
namespace {

std::vector<std::string> texts_of(const YamlNode& one_or_many) {
  std::vector<std::string> texts;
  for (const YamlNode* text : elements_of(one_or_many)) texts.push_back(text->text);
  return texts;
}

std::vector<std::string> values_of(const YamlNode& value, const Flag& flag) {
  if (flag.name == "header") return header_lines(value);
  if (flag.is_switch()) return {is_on(&value) ? "true" : "false"};
  return texts_of(value);
}

/// Throws ConfigError if the setting is there already, in another section or at the top.
void add(const YamlEntry& entry, std::string key, std::vector<std::string> values,
         std::vector<Setting>& settings) {
  for (const Setting& earlier : settings) {
    if (earlier.key == key)
      throw ConfigError(entry.where,
                        fmt::format("'{}' stands on line {}, too", entry.key, earlier.where.line));
  }
  settings.push_back({std::move(key), std::move(values), entry.where});
}

void add_flags(const YamlNode& map, std::vector<Setting>& settings) {
  for (const YamlEntry& entry : map.entries) {
    for (const CrawlFlag& known : crawl_flags()) {
      const bool is_section = entry.value.kind == YamlNode::Kind::map && known.flag.name != "header";
      if (key_of(known.flag) == entry.key && !is_section)
        add(entry, std::string(known.flag.name), values_of(entry.value, known.flag), settings);
    }
  }
}

bool is_limit(std::string_view name) {
  return name == "depth" || name == "limit" || name.ends_with("-limit");
}

}  // namespace

std::string_view section_of(const Flag& flag) {
  if (flag.name == "input") return "";
  if (is_limit(flag.name)) return "limits";
  const std::pair<std::string_view, std::string_view> groups[] = {
      {"What to fetch", "scope"}, {"Politeness", "polite"}, {"Network", "fetch"}};
  for (const auto& [group, section] : groups) {
    if (flag.group == group) return section;
  }
  return "";
}

std::string_view key_of(const Flag& flag) {
  return flag.name == "header" ? "headers" : flag.name;
}

std::vector<Setting> settings_in(const YamlNode& root) {
  std::vector<Setting> settings;
  for (const YamlEntry& entry : root.entries) {
    if (entry.key == "seeds") refuse_cut_url(entry.value);
    if (entry.key == "seeds") add(entry, "seeds", texts_of(entry.value), settings);
  }
  add_flags(root, settings);
  for (const std::string_view section : kSections) {
    const YamlNode* const value = value_of(root, section);
    if (value != nullptr) add_flags(*value, settings);
  }
  const auto is_before = [](const Setting& a, const Setting& b) {
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  };
  std::stable_sort(settings.begin(), settings.end(), is_before);
  return settings;
}

std::vector<std::string> header_lines(const YamlNode& headers) {
  if (headers.kind != YamlNode::Kind::map) return texts_of(headers);
  std::vector<std::string> lines;
  for (const YamlEntry& entry : headers.entries) {
    for (const std::string& value : texts_of(entry.value)) lines.push_back(entry.key + ": " + value);
  }
  return lines;
}

Config parse_config(const std::string& text, const std::string& file) {
  const YamlNode root = parse_yaml(text, file);
  if (root.kind == YamlNode::Kind::null) return {};
  check_form(root, "", "config", spider_forms());
  return {settings_in(root)};
}

std::string text_of_file(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream in(file, std::ios::binary);
  if (in) in.peek();  // fails for a folder
  if (in.bad() || !in.is_open())
    throw std::system_error(errno, std::generic_category(), "cannot read " + file);
  return {std::istreambuf_iterator<char>(in.rdbuf()), {}};
}

Config load_config(const std::string& file) {
  return parse_config(text_of_file(file), file);
}

std::optional<std::filesystem::path> user_config_folder() {
  const char* config_home = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config_home && *config_home) return std::filesystem::path(config_home) / "trawl";
  if (home && *home) return std::filesystem::path(home) / ".config" / "trawl";
  return std::nullopt;
}

std::optional<std::string> user_config_file() {
  const auto folder = user_config_folder();
  if (!folder) return std::nullopt;
  const auto file = *folder / "config.yaml";
  std::error_code error;
  const auto kind = std::filesystem::status(file, error).type();
  if (kind == std::filesystem::file_type::not_found) return std::nullopt;
  if (error) throw std::system_error(error, "cannot look for " + file.string());
  return file.string();
}

}  // namespace trawl::cli
