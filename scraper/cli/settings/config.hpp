#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scraper/cli/settings/yaml.hpp"

namespace trawl::cli {

/// One setting of a file, as text: the command line applies it through the code that applies its flags.
struct Setting {
  std::string key;                  ///< the name of the long flag, or "seeds" for the URLs
  std::vector<std::string> values;  ///< headers as "NAME: VALUE", switches as "true" or "false"
  Where where;                      ///< of the key
};

/// A settings file: the user's config.yaml or a spider file.
struct Config {
  std::vector<Setting> settings;  ///< in the order of the file
  std::optional<YamlNode> items;  ///< the extraction rules, not looked into here
};

/// The keys of a settings file are the names of the long flags of a crawl, with "headers" for --header, and "seeds" and
/// "items". Strict: throws ConfigError for unknown keys, with the key that was probably meant, for keys without a
/// value, and for values of the wrong shape. What a value means is for the flag to say. `file` is only for
/// messages.
Config parse_config(const std::string& text, const std::string& file);

/// Throws std::system_error when the file cannot be read.
Config load_config(const std::filesystem::path& file);

/// $XDG_CONFIG_HOME/trawl/config.yaml, or the same below ~/.config; none where there is no such file.
std::optional<std::filesystem::path> user_config_file();

}  // namespace trawl::cli
