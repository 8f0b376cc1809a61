#include "scraper/cli/settings/options_json.hpp"

#include <stdexcept>

#include "fetch/text/json.hpp"
#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/settings.hpp"

namespace trawl::cli {

std::string options_json(const crawl::Options& options) {
  std::string text = "{";
  for (const KeptOption& option : kept_options()) {
    if (text.size() > 1) text += ',';
    text::append_json_string(text, option.name);
    text += ':';
    text += option.text_of ? option.text_of(options) : one_line(option.json_of(options));
  }
  return text += '}';
}

StoredOptions options_from_json(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (!json.is_object()) throw std::invalid_argument("the stored options are not a JSON object");
    StoredOptions stored;
    for (const KeptOption& option : kept_options()) {
      const auto found = json.find(option.name);
      if (found != json.end() && !found->is_null()) option.restore(stored.options, *found, stored.withheld);
    }
    return stored;
  } catch (const Json::exception&) {
    throw std::invalid_argument("the stored options cannot be read");
  }
}

}  // namespace trawl::cli
