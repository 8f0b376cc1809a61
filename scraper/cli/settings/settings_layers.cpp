#include "scraper/cli/settings/settings_layers.hpp"

#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/settings/config.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kSeeds = "seeds";

/// One setting of a layer; `where` begins the message about a bad value.
struct Given {
  std::string name;
  std::vector<std::string> values;
  std::string where;
};

using Layer = std::vector<Given>;

Layer layer_of_file(const std::filesystem::path& file) {
  Config config;
  try {
    config = load_config(file);
  } catch (const std::system_error& error) {
    throw UsageError(error.what());
  }
  if (config.items) {
    throw ConfigError(config.items->where, "this version of trawl has no extraction rules: remove 'items'");
  }
  Layer layer;
  for (Setting& setting : config.settings) {
    layer.push_back(
        {setting.key, std::move(setting.values), fmt::format("{}: {}", text_of(setting.where), setting.key)});
  }
  return layer;
}

std::string variable_of(std::string_view flag) {
  std::string name = "TRAWL_";
  for (const char c : flag) name += c == '-' ? '_' : text::upper(c);
  return name;
}

Layer layer_of_environment() {
  Layer layer;
  for (const CrawlFlag& known : crawl_flags()) {
    const std::string variable = variable_of(known.flag.name);
    const char* value = std::getenv(variable.c_str());
    if (value != nullptr && *value != '\0')
      layer.push_back({std::string(known.flag.name), {value}, variable});
  }
  return layer;
}

Layer layer_of_flags(const Arguments& arguments) {
  Layer layer;
  for (const Arguments::Given& given : arguments.flags) {
    if (crawl_flag(given.flag) != nullptr) layer.push_back({given.flag, given.values, "--" + given.flag});
  }
  return layer;
}

void apply_one(CrawlSettings& settings, const Given& given) {
  if (given.name == kSeeds) {
    settings.options.seeds = given.values;
  } else {
    crawl_flag(given.name)->apply(settings, given.values);
  }
}

bool brings_seeds(const Layer& layer) {
  for (const Given& given : layer) {
    if (given.name == kSeeds || given.name == "input") return true;
  }
  return false;
}

/// Throws std::invalid_argument.
void apply(CrawlSettings& settings, const Layer& layer) {
  if (brings_seeds(layer)) {
    settings.options.seeds.clear();
    settings.input.clear();
  }
  for (const Given& given : layer) {
    try {
      apply_one(settings, given);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}: {}", given.where, error.what()));
    }
  }
}

void apply_config(CrawlSettings& settings, const Layer& layer) {
  try {
    apply(settings, layer);
  } catch (const std::invalid_argument& error) {
    throw ConfigError(error.what());
  }
}

void apply_flags(CrawlSettings& settings, const Layer& layer) {
  try {
    apply(settings, layer);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

Layer without_kept(Layer layer) {
  std::erase_if(layer, [](const Given& given) {
    const CrawlFlag* flag = crawl_flag(given.name);
    return flag == nullptr || flag->is_kept;
  });
  return layer;
}

}  // namespace

CrawlSettings settings_of_new_crawl(const Arguments& arguments) {
  CrawlSettings settings;
  if (const auto file = user_config_file()) apply_config(settings, layer_of_file(*file));
  if (const std::string* file = arguments.value("spider")) apply_config(settings, layer_of_file(*file));
  apply_config(settings, layer_of_environment());
  Layer flags = layer_of_flags(arguments);
  if (!arguments.words.empty()) flags.push_back({std::string(kSeeds), arguments.words, "URL"});
  apply_flags(settings, flags);
  return settings;
}

crawl::Options options_of_lookup(const Arguments& arguments) {
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.obey_robots = false;
  options.tries = 1;
  return options;
}

CrawlSettings settings_upon(const crawl::Options& kept, const Arguments& arguments) {
  CrawlSettings settings;
  settings.options = kept;
  if (const auto file = user_config_file()) apply_config(settings, without_kept(layer_of_file(*file)));
  apply_config(settings, without_kept(layer_of_environment()));
  apply_flags(settings, layer_of_flags(arguments));
  return settings;
}

}  // namespace trawl::cli
