#pragma once
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

/// A settings file: the user's config.yaml or a spider file.
struct Config {
  std::vector<Setting> settings;  ///< in the order of the file
  std::optional<YamlNode> items;  ///< the extraction rules, not checked here
};

/// The key of a flag in settings files.
std::string_view key_of(const Flag& flag);

/// The keys of a settings file are "seeds", "items", and the long flags of a crawl, with "headers" for
/// --header. Throws ConfigError for an unknown key, with the key that was probably meant, for a key without a
/// value, and for a value of the wrong shape. Whether the text of a value is good is for the flag to decide.
/// `file` is for messages.
Config parse_config(const std::string& text, const std::string& file);

/// Reads a file, or stdin for "-". Throws std::system_error when it cannot be read.
Config load_config(const std::string& file);

/// $XDG_CONFIG_HOME/trawl/config.yaml, or the same below ~/.config; none where there is no such file. Throws
/// std::system_error where that cannot be found out, as in a home that belongs to somebody else.
std::optional<std::string> user_config_file();

}  // namespace trawl::cli
