#include "scraper/cli/settings/config_json.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/settings/config.hpp"
#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/spider/spider_json.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::cli {
namespace {

/// Whole numbers are numbers, if that changes nothing about their text.
Json json_of(const std::string& value) {
  constexpr std::size_t kExactDigits = 15;
  const bool is_plain =
      text::is_number(value) && value.size() <= kExactDigits && (value[0] != '0' || value == "0");
  return is_plain ? Json(std::stoll(value)) : Json(value);
}

Json json_of(const Flag& flag, const CrawlFlag::Values& values) {
  if (flag.is_switch()) return values.back() == "true";
  if (!flag.repeats) return json_of(values.back());
  return values;
}

}  // namespace

std::string config_json(const CrawlSettings& settings) {
  const extract::Spider* const spider = settings.options.spider.get();
  Json json = spider == nullptr ? Json::object() : spider_json(*spider);
  std::set<std::string_view> starts;
  if (spider != nullptr) {
    for (const extract::StartRequest& request : spider->start)
      starts.insert(request.urls.begin(), request.urls.end());
  }
  for (const std::string& seed : settings.options.seeds) {
    if (!starts.contains(seed)) json["seeds"].push_back(without_credentials(seed));
  }
  for (const CrawlFlag& known : crawl_flags()) {
    const CrawlFlag::Values values = known.values ? known.values(settings) : CrawlFlag::Values();
    if (!values.empty() && !values.back().empty())
      json[std::string(key_of(known.flag))] = json_of(known.flag, values);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> left_out_secrets(const CrawlSettings& settings) {
  const auto& seeds = settings.options.seeds;
  auto secrets = options_from_json(options_json(settings.options)).withheld;
  const auto has_some = [](const std::string& seed) { return without_credentials(seed) != seed; };
  if (std::any_of(seeds.begin(), seeds.end(), has_some))
    secrets.emplace_back("the user and password of a URL");
  if (!settings.ui_password.empty()) secrets.emplace_back("--ui-password");
  return secrets;
}

}  // namespace trawl::cli
