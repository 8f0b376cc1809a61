#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/run/stop_signals.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "storage/export/formats.hpp"
#include "storage/reader.hpp"
#include "web/demo/demo_site.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Serves a small shop on this machine and crawls it like any other site, robots.txt included. No other machine
is contacted. The shop's calendar never ends; the crawl stops five links deep.

Example:
  trawl demo
  trawl demo -o demo.db && trawl serve demo.db
)";

constexpr std::string_view kDefaultFile = "trawl-demo.db";

std::vector<Flag> flags() {
  return {{"output", 'o', "FILE", "write the crawl to a new FILE (trawl-demo.db, replaced)", "Flags"}};
}

struct Question {
  std::string_view words, sql;
};

constexpr Question kQuestions[] = {
    {"What did the site answer?",
     "SELECT status, count(*) AS pages, sum(size) AS bytes FROM pages GROUP BY status ORDER BY status"},
    {"Which links are broken, and which pages have them?",
     "SELECT status, link_url, page_url FROM broken_links ORDER BY link_url, page_url"},
    {"Where do redirects lead?", "SELECT url, hops, final_url FROM redirect_chains ORDER BY hops DESC, url"},
};

/// Replaces the file of an earlier demo, and never another file.
void make_room(const std::filesystem::path& file, bool is_default) {
  if (!std::filesystem::exists(file)) return;
  if (!is_default) throw UsageError(fmt::format("{} exists; the demo needs a new file", file.string()));
  storage::Reader{file};
  for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
}

CrawlSettings demo_settings(const std::filesystem::path& file, const std::string& site) {
  CrawlSettings settings;
  settings.ui.reset();
  settings.options.seeds = {site};
  settings.options.output = file;
  settings.options.delay = std::chrono::milliseconds(0);
  settings.options.per_host = 8;
  settings.options.depth = 5;
  return settings;
}

void ask(const Question& question, const std::filesystem::path& file) {
  std::cout << fmt::format("\n{}\n  {}\n\n", question.words, question.sql);
  const auto sink = storage::format_sink(usual_format(), std::cout, stdout_width());
  storage::run_query(file, std::string(question.sql), *sink);
}

ExitCode run(const Arguments& arguments) {
  const std::string* chosen = arguments.value("output");
  const std::filesystem::path file(chosen ? *chosen : kDefaultFile);
  make_room(file, chosen == nullptr);

  block_stop_signals();
  const web::DemoSite site;
  const fetch::Url seed = parse_seed(site.url() + "/");
  const CrawlEnd end = run_crawl(demo_settings(file, seed.href()), {seed});
  if (end.ending == crawl::Ending::interrupted) return exit_code_of(end);
  for (const Question& question : kQuestions) ask(question, file);
  return exit_code_of(end);
}

}  // namespace

Command demo_command() {
  Command command;
  command.name = "demo";
  command.summary = "crawl a small site that trawl serves itself, and query the result";
  command.notes = kNotes;
  command.flags = flags();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
