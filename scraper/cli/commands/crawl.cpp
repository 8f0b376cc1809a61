#include <algorithm>
#include <iostream>
#include <limits>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    "Example:\n"
    "  trawl crawl https://example.org/ -n 500 --delay 500ms\n"
    "  trawl crawl -i seeds.txt -d 1 -o sites.db\n"
    "\n"
    "A URL without a scheme is https; localhost and IP addresses are http. TRAWL_DELAY=2s in the "
    "environment\n"
    "is like --delay 2s, and so on; 'delay: 2s' stands in a spider file and in\n"
    "~/.config/trawl/config.yaml. Flags win over variables, these over the spider file, that over "
    "config.yaml.\n"
    "Times: 500ms, 2s, 5m, 1h30m. Sizes: 512k, 10M, 2G.\n"
    "\n"
    "Ctrl-C ends the crawl, and 'trawl resume FILE' (or the same command again) goes on with it.\n"
    "\n"
    "Exit codes: 0 done, 1 error, 2 usage (also a port in use), 3 disk or database, 4 spider file or "
    "settings,\n"
    "5 nothing could be fetched, 11 interrupted, 14 size limit, 15 time limit.\n";

std::vector<Flag> flags() {
  std::vector<Flag> all{{"spider", 'f', "FILE", "settings and seeds from a YAML file", "What to fetch"}};
  for (const CrawlFlag& flag : crawl_flags()) all.push_back(flag.flag);
  all.push_back({"print-config", 0, "", "print what was understood as JSON, and do not crawl", "Watching"});
  return all;
}

/// Where there are no seeds, the sites of the sitemaps are what to crawl.
std::vector<fetch::Url> starts_of(const CrawlSettings& settings) {
  auto seeds = seeds_of(settings.options.seeds, settings.input);
  if (!seeds.empty()) return seeds;
  for (const std::string& sitemap : settings.options.sitemaps)
    seeds.push_back(*fetch::Url::parse(fetch::Url::parse(sitemap)->origin()));
  return seeds;
}

ExitCode run(const Arguments& arguments) {
  CrawlSettings settings = settings_of_new_crawl(arguments);
  const bool only_prints = arguments.has("print-config");
  const std::vector<fetch::Url> seeds = starts_of(settings);
  if (seeds.empty() && !only_prints)
    throw UsageError("no URL to start from; as in: trawl https://example.org/");
  settings.options.seeds.clear();
  for (const fetch::Url& seed : seeds) settings.options.seeds.push_back(seed.href());
  if (only_prints) {
    std::cout << options_json(settings.options) << '\n';
    return ExitCode::done;
  }
  if (settings.options.output.empty()) settings.options.output = default_output(seeds.front());
  return exit_code_of(run_crawl(settings, seeds));
}

}  // namespace

Command crawl_command() {
  Command command;
  command.name = "crawl";
  command.summary = "fetch pages and follow their links into a crawl file";
  command.usage = "URL…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 0;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
