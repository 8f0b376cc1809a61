#include "scraper/cli/run/stored_crawl.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "fetch/url/url_key.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/run/notify.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/cli/spider/spider_json.hpp"
#include "storage/file/error.hpp"

namespace trawl::cli {
namespace {

void remind_of(const std::vector<std::string>& withheld, const Arguments& arguments) {
  if (withheld.empty() || arguments.has("header") || arguments.has("cookie") || arguments.has("user") ||
      arguments.has("proxy"))
    return;
  std::cerr << fmt::format(
      "trawl: the file does not store these, and they are not sent unless given again: {}\n",
      fmt::join(withheld, ", "));
}

/// Throws kind corrupt if they cannot be read.
StoredOptions options_of(const std::string& file, const storage::CrawlSummary& crawl) {
  try {
    StoredOptions stored = options_from_json(crawl.config);
    for (const std::string& seed : stored.options.seeds) parse_seed(seed);
    if (stored.options.seeds.empty()) throw std::invalid_argument("it does not say where its crawl began");
    return stored;
  } catch (const std::exception& error) {
    throw storage::file_error(storage::ErrorKind::corrupt, file, error.what());
  }
}

std::vector<fetch::Url> seeds_of(const crawl::Options& options) {
  std::vector<fetch::Url> seeds;
  for (const std::string& text : options.seeds) seeds.push_back(parse_seed(text));
  return seeds;
}

/// The kept form of rules, with the parts of `before` that it lacks.
Json with_rest_of(Json kept, const Json& before) {
  if (!before.is_object()) return kept;
  for (const char* const part : {"start", "follow"}) {
    if (kept["rules"].contains(part) || !before["rules"].contains(part)) continue;
    kept["rules"][part] = before["rules"][part];
    if (part == std::string_view("start")) kept["withheld"] = before.value("withheld", Json::array());
  }
  return kept;
}

bool is_of_a_new_crawl(const CrawlFlag& flag) {
  return flag.flag.name == "input" || flag.flag.name == "output";
}

}  // namespace

std::optional<storage::CrawlSummary> newest_crawl(const std::string& file) {
  return storage::Reader(file).newest_crawl();
}

std::optional<storage::CrawlSummary> unfinished_crawl(const std::string& file) {
  auto crawls = storage::Reader(file).unfinished_crawls();
  if (crawls.empty()) return std::nullopt;
  return std::move(crawls.front());
}

std::optional<std::int64_t> crawl_with_seeds(const std::filesystem::path& file,
                                             const std::vector<fetch::Url>& seeds) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const auto crawls = storage::Reader(file).unfinished_crawls();
  if (crawls.empty()) return std::nullopt;
  std::set<std::string> keys;
  for (const fetch::Url& seed : seeds) keys.insert(fetch::url_key(seed).href());
  for (const storage::CrawlSummary& crawl : crawls) {
    for (const fetch::Url& seed : seeds_of(options_of(file.string(), crawl).options))
      if (keys.contains(fetch::url_key(seed).href())) return crawl.id;
  }
  return 0;
}

std::map<std::int64_t, std::string> crawls_with_rules(const std::string& file,
                                                      const extract::Spider& spider) {
  const KeptOption option = kept_spider("spider");
  crawl::Options options;
  options.spider = std::make_shared<const extract::Spider>(spider);
  const Json kept = option.json_of(options);
  std::map<std::int64_t, std::string> changed;
  storage::Reader reader(file);
  std::vector<storage::CrawlSummary> crawls = reader.unfinished_crawls();
  if (auto newest = reader.newest_crawl()) crawls.push_back(std::move(*newest));
  for (const storage::CrawlSummary& crawl : crawls) {
    Json settings = Json::parse(crawl.config, nullptr, false);
    if (!settings.is_object()) continue;  // nothing can go on with it
    const Json before = settings.value(option.name, Json());
    Json now = with_rest_of(kept, before);
    if (now == before) continue;
    settings[option.name] = std::move(now);
    changed[crawl.id] = settings.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return changed;
}

std::vector<Flag> stored_crawl_flags() {
  std::vector<Flag> flags;
  for (const CrawlFlag& flag : crawl_flags()) {
    if (!is_of_a_new_crawl(flag)) flags.push_back(flag.flag);
  }
  flags.push_back(kAllowCommands);
  flags.push_back(kJunit);
  flags.push_back(kNotify);
  return flags;
}

std::vector<std::string> released_shapes(const Arguments& arguments) {
  for (const Arguments::Given& given : arguments.flags)
    if (given.flag == "release") return given.values;
  return {};
}

ExitCode run_stored_crawl(const std::string& file, const storage::CrawlSummary& crawl,
                          const Arguments& arguments, bool is_new,
                          std::shared_ptr<const std::vector<std::int64_t>> only_these) {
  const StoredOptions stored = options_of(file, crawl);
  remind_of(stored.withheld, arguments);
  CrawlSettings settings = settings_upon(stored.options, arguments);
  set_junit(settings, arguments);
  set_notify(settings, arguments);
  allow_commands(settings.options, arguments, file);
  settings.options.output = file;
  settings.options.crawl = is_new ? 0 : crawl.id;
  settings.options.released_shapes = released_shapes(arguments);
  settings.only_these = std::move(only_these);
  std::vector<fetch::Url> seeds = seeds_of(settings.options);
  return exit_code_of(run_crawl(std::move(settings), std::move(seeds)));
}

}  // namespace trawl::cli
