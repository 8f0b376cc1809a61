#include <algorithm>
#include <iostream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/crawl_run.hpp"
#include "scraper/cli/seeds.hpp"
#include "scraper/cli/settings_layers.hpp"
#include "scraper/cli/shell_word.hpp"
#include "scraper/crawl/options_json.hpp"
#include "storage/reader.hpp"

namespace cli {
namespace {

constexpr std::string_view kNotes =
    "The crawl goes on with the settings it was begun with; flags change them for this run. The values of\n"
    "headers that carry credentials are not kept in the file: give them again.\n"
    "\n"
    "Example:\n"
    "  trawl resume example.org.db\n"
    "  trawl resume example.org.db --delay 3s\n"
    "\n"
    "Exit codes are those of 'trawl crawl'; 0 also where nothing is left to resume.\n";

std::optional<storage::CrawlSummary> unfinished_crawl(const std::string& file) {
  auto crawl = storage::Reader(file).newest_crawl();
  const bool is_open = crawl && (crawl->status == "running" || crawl->status == "interrupted");
  return is_open ? std::move(crawl) : std::nullopt;
}

void remind_of(const std::vector<std::string>& withheld, const Arguments& arguments) {
  if (withheld.empty() || arguments.has("header")) return;
  std::cerr << fmt::format("trawl: not kept in the file, and not sent unless given again with -H: {}\n",
                           fmt::join(withheld, ", "));
}

std::vector<fetch::Url> seeds_of(const crawl::Options& options) {
  std::vector<fetch::Url> seeds;
  for (const std::string& text : options.seeds) seeds.push_back(parse_seed(text));
  if (seeds.empty()) throw std::runtime_error("the crawl file does not say where its crawl began");
  return seeds;
}

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = unfinished_crawl(file);
  if (!crawl) {
    std::cerr << fmt::format("nothing to resume: no crawl in {} is unfinished\n", shell_word(file));
    return ExitCode::done;
  }
  const crawl::StoredOptions stored = crawl::options_from_json(crawl->config);
  remind_of(stored.withheld, arguments);
  CrawlSettings settings = settings_upon(stored.options, arguments);
  settings.options.output = file;
  return exit_code_of(run_crawl(settings, seeds_of(settings.options)));
}

bool is_of_a_new_crawl(const CrawlFlag& flag) {
  return flag.flag.name == "input" || flag.flag.name == "output";
}

}  // namespace

Command resume_command() {
  Command command;
  command.name = "resume";
  command.summary = "go on with an unfinished crawl";
  command.usage = "DB";
  command.notes = kNotes;
  for (const CrawlFlag& flag : crawl_flags()) {
    if (!is_of_a_new_crawl(flag)) command.flags.push_back(flag.flag);
  }
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace cli
