#include <algorithm>
#include <iostream>
#include <limits>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Example:
  trawl crawl https://example.org/ -n 500 --delay 500ms
  trawl crawl -i seeds.txt -d 1 -o sites.db

A URL without a scheme is https; localhost and IP addresses are http.

Each flag but -f and --print-config is also an environment variable and a key of settings files: --delay 2s
is TRAWL_DELAY=2s, and 'delay: 2s' in a spider file (-f) or in ~/.config/trawl/config.yaml. Flags win over
variables, variables over the spider file, and the spider file over config.yaml. Times: 500ms, 2s, 5m, 1h30m.
Sizes: 512k, 10M, 2G.

A host that has not answered yet holds one of the -c places for a quarter of a second; up to 1,000 more such
hosts may then be asked at the same time. If -c is more than this process may have connections (ulimit -Hn), it
is lowered.

Ctrl-C stops the crawl; 'trawl resume FILE', or the same command again, continues it.

Exit codes: 0 done, 1 error, 2 usage (also a port in use), 3 disk or database, 4 spider file or settings,
5 nothing could be fetched, 11 interrupted, or only hosts are left that ask for a longer wait than --max-wait,
14 size limit, 15 time limit.
)";

std::vector<Flag> flags() {
  std::vector<Flag> all{{"spider", 'f', "FILE", "read settings and seeds from a YAML file", "What to fetch"}};
  for (const CrawlFlag& flag : crawl_flags()) all.push_back(flag.flag);
  all.push_back({"print-config", 0, "", "print the settings as JSON and exit", "Display"});
  return all;
}

/// Without seeds, the crawl starts from the sites of the sitemaps.
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
    throw UsageError("no URL to start from; try: trawl https://example.org/");
  settings.options.seeds.clear();
  for (const fetch::Url& seed : seeds) settings.options.seeds.push_back(seed.href());
  if (only_prints) {
    std::cout << options_json(settings.options) << '\n';
    return ExitCode::done;
  }
  if (settings.options.output.empty()) settings.options.output = default_output(seeds.front());
  settings.options.crawl = crawl_with_seeds(settings.options.output, seeds);
  return exit_code_of(run_crawl(settings, seeds));
}

}  // namespace

Command crawl_command() {
  Command command;
  command.name = "crawl";
  command.summary = "fetch pages, follow their links, and store them in a crawl file";
  command.usage = "URL…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 0;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
