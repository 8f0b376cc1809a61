#pragma once
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/yaml.hpp"

namespace trawl::cli {

/// One setting of a file, as text. The code that applies flags applies it.
struct Setting {
  std::string key;                  ///< the name of the long flag, or "seeds" for URLs
  std::vector<std::string> values;  ///< headers as "NAME: VALUE", switches as "true" or "false"
  Where where;                      ///< of the key
};

/// The settings of a file, in its order.
struct Config {
  std::vector<Setting> settings;
};

/// The sections of a file that group flags. Every flag may stand at the top as well.
inline constexpr std::array<std::string_view, 4> kSections{"scope", "limits", "polite", "fetch"};

/// The section in which a flag belongs; "" for those of output and display, and for --input.
std::string_view section_of(const Flag& flag);

/// The key of a flag in settings files.
std::string_view key_of(const Flag& flag);

/// The settings at the top of a file and in its sections, and "seeds"; other keys are left alone.
/// Requires: the form "spider" or "config" (spider_forms.hpp). Throws ConfigError for a setting that stands
/// twice.
std::vector<Setting> settings_in(const YamlNode& root);

/// "NAME: VALUE" of each header: they are a map of names to values, or a list of lines.
std::vector<std::string> header_lines(const YamlNode& headers);

/// The user's config.yaml: seeds and the long flags of a crawl, with "headers" for --header. Throws
/// ConfigError for an unknown key, with the key that was probably meant, for a key without a value, and for
/// a value of the wrong shape. Whether the text of a value is good is for the flag to decide. `file` is for
/// messages.
Config parse_config(const std::string& text, const std::string& file);

/// Reads a file. Throws std::system_error when it cannot be read.
Config load_config(const std::string& file);

/// All of a file, or of stdin for "-". Throws std::system_error when it cannot be read.
std::string text_of_file(const std::string& file);

/// $XDG_CONFIG_HOME/trawl, or ~/.config/trawl; none where neither variable is set. It need not exist.
std::optional<std::filesystem::path> user_config_folder();

/// $XDG_CONFIG_HOME/trawl/config.yaml, or the same below ~/.config; none where there is no such file. Throws
/// std::system_error where that cannot be found out, as in a home that belongs to somebody else.
std::optional<std::string> user_config_file();

}  // namespace trawl::cli
