#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/habits.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/run/notify.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "scraper/cli/settings/config_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Example:
  trawl crawl https://example.org/ -n 500 --delay 500ms
  trawl crawl -i seeds.txt -d 1 -o sites.db

A URL without a scheme is https; localhost and IP addresses are http. A host without a scheme needs a dot or a
port: for others write http://HOST/.

A spider file (-f) turns pages into tables; 'trawl help spider' explains it. Each flag but -f, --allow-commands,
--junit, --notify and --print-config is also an environment variable and a key of such files: --delay 2s is
TRAWL_DELAY=2s, and 'delay: 2s' or 'polite: {delay: 2s}' in a spider file or in ~/.config/trawl/config.yaml. Flags
win over variables, variables over the spider file, and the spider file over config.yaml. Times: 500ms, 2s, 5m, 1h30m.
Sizes: 512k, 10M, 2G.

Patterns are RE2 and match anywhere in a URL, as it is written and as people read it: 'größe' matches
/gr%C3%B6%C3%9Fe, 'two words' matches /two%20words, and 'bücher' matches xn--bcher-kva.

A host that has not answered yet holds one of the -c places for a quarter of a second; up to 1,000 more such
hosts may then be asked at the same time. If -c is more than this process may have connections (ulimit -Hn), it
is lowered.

--fail-on makes a script notice what went wrong. Of the crawl: 'status 404 > 0', 'status 5xx > 1%', 'errors > 5%',
'error timeout > 3', 'pages < 100' (also sitemaps, retries, skipped, queued, links, bytes, hosts). Of the file, the
rows of any view: 'broken_links > 0'; 'new broken_links > 0' counts those that were not there before this crawl. Of
items: 'field price null > 5%', 'field p.price bad_type > 0', 'table products rows < 10', 'table products new = 0'. A
field has null, bad_type, matched and rows, of this crawl; a table has rows, new and changed. Where no row was found,
all of them are NULL. Against the crawl before: 'new pages > 10', 'gone pages > 5%', 'changed title > 0', as in 'trawl
diff'. --junit FILE writes what came of each condition as JUnit XML, for build servers.

--notify 'PROGRAM ARG…' runs a program at the end, however the crawl ended: its words are separated by blanks, quotes
keep blanks together, and no shell reads them. It needs --allow-commands. Its standard input is one JSON object: file,
crawl_id, end, exit_code, pages, errors, skipped, queued, bytes, seconds, items, failed. It may take 30 s; if it
fails, a line on stderr says so, and the exit code stays.

Ctrl-C stops the crawl; 'trawl resume FILE', or the same command again, continues it.

Exit codes: 0 done, 1 error, 2 usage (also a port in use), 3 disk or database, 4 spider file or settings,
5 nothing could be fetched, 10 what --fail-on forbids is so, 11 interrupted, or only hosts are left that ask for a
longer wait than --max-wait, 14 size limit, 15 time limit.
)";

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"spider", 'f', "FILE", "read a spider file, or settings and seeds; - is stdin", "What to fetch"}};
  for (const CrawlFlag& flag : crawl_flags()) all.push_back(flag.flag);
  all.push_back(kAllowCommands);
  all.push_back(kJunit);
  all.push_back(kNotify);
  all.push_back({"print-config", 0, "", "print the settings as JSON, which -f reads, and exit", "Display"});
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

bool is_seed(const std::string& word) {
  try {
    parse_seed(word);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

/// What wget's --spider takes for a URL is here a file. Throws UsageError.
void check_spider(const Arguments& arguments) {
  const std::string* const file = arguments.value("spider");
  std::error_code none;
  if (file == nullptr || *file == "-" || std::filesystem::exists(*file, none) || !is_seed(*file)) return;
  throw UsageError(fmt::format("'{}' is no settings file; {}", *file, *habit("--spider")));
}

/// Throws UsageError for a crawl file that was meant for data.
void check_output(const std::filesystem::path& file) {
  constexpr std::string_view kData[] = {".json", ".jsonl", ".jl",  ".csv", ".tsv",  ".xml", ".yaml", ".yml",
                                        ".warc", ".gz",    ".zip", ".htm", ".html", ".txt", ".md",   ".pdf"};
  const std::string ending = text::lowered(file.extension().string());
  std::error_code none;
  if (std::find(std::begin(kData), std::end(kData), ending) != std::end(kData)) {
    throw UsageError(
        fmt::format("-o {0} would be a database; write -o {1}.db, then: trawl query {1}.db 'SELECT url, "
                    "status FROM pages'"
                    " --csv",
                    shell_word(file.string()), shell_word(file.stem().string())));
  }
  if (file == "-") throw UsageError("a crawl file cannot be stdout; 'trawl fetch URL' prints a page");
  if (std::filesystem::is_directory(file, none) || (!file.empty() && !file.has_filename()))
    throw UsageError(fmt::format("-o {0} is a folder; name a file in it, such as {0}/crawl.db",
                                 shell_word(text::trimmed_back(file.string(), "/"))));
}

std::string no_start(const std::string* spider_file) {
  if (spider_file == nullptr) return "no URL to start from; try: trawl https://example.org/";
  return fmt::format(
      "no URL to start from: {0} has no 'start'; write one into it, or: trawl crawl URL -f {0}",
      shell_word(*spider_file));
}

ExitCode run(const Arguments& arguments) {
  check_spider(arguments);
  CrawlSettings settings = settings_of_new_crawl(arguments);
  const bool only_prints = arguments.has("print-config");
  std::vector<fetch::Url> seeds = starts_of(settings);
  if (seeds.empty() && !only_prints) throw UsageError(no_start(arguments.value("spider")));
  settings.options.seeds.clear();
  for (const fetch::Url& seed : seeds) settings.options.seeds.push_back(seed.href());
  if (only_prints) {
    std::cout << config_json(settings) << '\n';
    const auto secrets = left_out_secrets(settings);
    if (!secrets.empty())
      complain("left out, because it is secret", fmt::format("{}", fmt::join(secrets, ", ")));
    return ExitCode::done;
  }
  set_junit(settings, arguments);
  set_notify(settings, arguments);
  allow_commands(settings.options, arguments, arguments.has("spider") ? *arguments.value("spider") : "");
  check_output(settings.options.output);
  if (settings.options.output.empty()) settings.options.output = default_output(seeds.front());
  settings.options.crawl = crawl_with_seeds(settings.options.output, seeds);
  return exit_code_of(run_crawl(std::move(settings), std::move(seeds)));
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
