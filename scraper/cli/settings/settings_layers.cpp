#include "scraper/cli/settings/settings_layers.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kSeeds = "seeds", kPrefix = "TRAWL_";

/// One setting of a layer; `where` begins the message about a bad value.
struct Given {
  std::string name;
  std::vector<std::string> values;
  std::string where;
};

using Layer = std::vector<Given>;

Layer layer_of(std::vector<Setting> settings) {
  Layer layer;
  for (Setting& setting : settings) {
    layer.push_back(
        {setting.key, std::move(setting.values), fmt::format("{}: {}", text_of(setting.where), setting.key)});
  }
  return layer;
}

bool has_rules(const extract::Spider& spider) {
  return !spider.start.empty() || !spider.follow.empty() || !spider.pages.empty();
}

/// The user's file, if there is one. A home that may not be searched is no reason to refuse everything.
Layer layer_of_user() {
  std::optional<std::string> file;
  try {
    file = user_config_file();
  } catch (const std::system_error& error) {
    complain(error.what(), "the defaults apply; HOME or XDG_CONFIG_HOME names the folder");
  }
  try {
    return file ? layer_of(load_config(*file).settings) : Layer();
  } catch (const std::system_error& error) {
    throw ConfigError(error.what());
  }
}

std::string variable_of(std::string_view flag) {
  std::string name(kPrefix);
  for (const char c : flag) name += c == '-' ? '_' : text::upper(c);
  return name;
}

/// Says which TRAWL_* variables are no settings, as they would be ignored in silence.
void complain_of_unknown_variables(const std::vector<std::string>& known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry, std::strcspn(*entry, "="));
    if (!variable.starts_with(kPrefix) || std::find(names.begin(), names.end(), variable) != names.end())
      continue;
    complain(variable,
             fmt::format("no setting has this name{}; it is ignored", did_you_mean(variable, names)));
  }
}

Layer layer_of_environment() {
  Layer layer;
  std::vector<std::string> variables;
  for (const CrawlFlag& known : crawl_flags()) {
    const std::string variable = variable_of(known.flag.name);
    const char* value = std::getenv(variable.c_str());
    if (value != nullptr && *value != '\0')
      layer.push_back({std::string(known.flag.name), {value}, variable});
    variables.push_back(variable);
  }
  complain_of_unknown_variables(variables);
  return layer;
}

Layer layer_of_flags(const Arguments& arguments) {
  Layer layer;
  for (const Arguments::Given& given : arguments.flags) {
    if (crawl_flag(given.flag) != nullptr) layer.push_back({given.flag, given.values, "--" + given.flag});
  }
  return layer;
}

void apply_one(CrawlSettings& settings, Given& given) {
  if (given.name == kSeeds) {
    settings.options.seeds = std::move(given.values);
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

/// A stronger layer brings other URLs to start from.
std::shared_ptr<const extract::Spider> without_start(std::shared_ptr<const extract::Spider> spider) {
  if (!spider || spider->start.empty()) return spider;
  auto changed = std::make_shared<extract::Spider>(*spider);
  changed->start.clear();
  return changed;
}

/// Throws std::invalid_argument.
void apply(CrawlSettings& settings, Layer layer) {
  if (brings_seeds(layer)) {
    settings.options.seeds.clear();
    settings.input.clear();
    settings.options.spider = without_start(settings.options.spider);
  }
  for (Given& given : layer) {
    try {
      apply_one(settings, given);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}: {}", given.where, error.what()));
    }
  }
}

/// Throws std::invalid_argument for a bad seed. Those of the command line are judged where they are used.
void check_seeds(const Layer& layer) {
  for (const Given& given : layer) {
    if (given.name != kSeeds) continue;
    for (const std::string& seed : given.values) {
      try {
        parse_seed(seed);
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(fmt::format("{}: {}", given.where, error.what()));
      }
    }
  }
}

void apply_config(CrawlSettings& settings, Layer layer) {
  try {
    check_seeds(layer);
    apply(settings, std::move(layer));
  } catch (const std::invalid_argument& error) {
    throw ConfigError(error.what());
  }
}

void apply_flags(CrawlSettings& settings, Layer layer) {
  try {
    apply(settings, std::move(layer));
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
  apply_config(settings, layer_of_user());
  if (const std::string* name = arguments.value("spider")) {
    SpiderFile file = load_spider_file(*name);
    apply_config(settings, layer_of(std::move(file.settings)));
    if (has_rules(file.spider))
      settings.options.spider = std::make_shared<extract::Spider>(std::move(file.spider));
  }
  apply_config(settings, layer_of_environment());
  Layer flags = layer_of_flags(arguments);
  if (!arguments.words.empty()) flags.push_back({std::string(kSeeds), arguments.words, "URL"});
  apply_flags(settings, std::move(flags));
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
  apply_config(settings, without_kept(layer_of_user()));
  apply_config(settings, without_kept(layer_of_environment()));
  apply_flags(settings, layer_of_flags(arguments));
  return settings;
}

}  // namespace trawl::cli
