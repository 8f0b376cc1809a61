#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/aio/event_loop.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/crawl_run.hpp"
#include "scraper/cli/run/stop_signals.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/extract/spider.hpp"
#include "storage/export/formats.hpp"
#include "storage/reader.hpp"
#include "web/demo/demo_site.hpp"
#include "web/embedded.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Serves a small shop on this machine and crawls it like any other site, robots.txt included. No other machine
is contacted. The shop's calendar never ends; the crawl stops five links deep. The rules of seeds/shop.yaml and
seeds/blog.yaml make tables of its products, reviews and notes, those of seeds/api.yaml one of its stock.

Example:
  trawl demo
  trawl demo -o demo.db && trawl serve demo.db
  trawl demo --serve     (and, in another terminal, trawl crawl -f seeds/shop.yaml URL/shop/)
)";

constexpr std::string_view kDefaultFile = "trawl-demo.db";

std::vector<Flag> flags() {
  return {{"output", 'o', "FILE", "write the crawl to a new FILE (trawl-demo.db, replaced)", "Flags"},
          {"serve", 0, "", "serve the shop until Ctrl-C, and crawl nothing", "Flags"}};
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
    {"Which products do people like best?",
     "SELECT name, price, count(*) AS reviews, round(avg(stars), 2) AS stars FROM products JOIN reviews ON "
     "_parent_id "
     "= "
     "products._id GROUP BY sku ORDER BY stars DESC, sku LIMIT 5"},
};
constexpr Question kQuestionOfApi = {
    "What does the shop's API say is on the shelf?",
    "SELECT availability, count(*) AS articles, sum(quantity) AS quantity FROM stock GROUP BY 1 ORDER BY 1"};

/// Replaces the file of an earlier demo, and never another file.
void make_room(const std::filesystem::path& file, bool is_default) {
  if (!std::filesystem::exists(file)) return;
  if (!is_default) throw UsageError(fmt::format("{} exists; the demo needs a new file", file.string()));
  storage::Reader{file};
  for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + suffix);
}

/// The rules of a file in seeds/.
extract::Spider rules_in(const std::string& file) {
  const auto files = web::embedded_files(file);
  return parse_spider_file(web::inflated(files.at(0)), file).spider;
}

void move_tables(std::vector<extract::ItemRule>& rules, std::size_t places) {
  for (extract::ItemRule& rule : rules) {
    rule.table += places;
    move_tables(rule.nested, places);
  }
}

/// Adds what the other rules make of pages.
void add_pages(extract::Spider& rules, extract::Spider&& others) {
  const std::size_t places = rules.tables.size();
  for (extract::PageRule& page : others.pages) {
    move_tables(page.items, places);
    rules.pages.push_back(std::move(page));
  }
  for (extract::ItemTable& table : others.tables) {
    if (table.parent) *table.parent += places;
    rules.tables.push_back(std::move(table));
  }
}

/// Rows of products, reviews and notes; every link is followed.
std::shared_ptr<const extract::Spider> rules_of_site() {
  auto rules = std::make_shared<extract::Spider>(rules_in("seeds/shop.yaml"));
  rules->follow.clear();
  rules->start.clear();
  add_pages(*rules, rules_in("seeds/blog.yaml"));
  return rules;
}

std::shared_ptr<const extract::Spider> rules_of_api() {
  auto rules = std::make_shared<extract::Spider>(rules_in("seeds/api.yaml"));
  rules->start.clear();
  return rules;
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

ExitCode serve() {
  aio::EventLoop loop;
  for (const int signal : stop_signals()) loop.add_signal_handler(signal, [&loop] { loop.stop(); });
  const web::DemoSite site;
  std::cerr << fmt::format("the shop is at {}/\n", site.url()) << std::flush;
  loop.run_forever();
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments) {
  if (arguments.has("serve")) return serve();
  const std::string* chosen = arguments.value("output");
  const std::filesystem::path file(chosen ? *chosen : kDefaultFile);
  make_room(file, chosen == nullptr);

  block_stop_signals();
  const web::DemoSite site;
  const fetch::Url seed = parse_seed(site.url() + "/");
  CrawlSettings settings = demo_settings(file, seed.href());
  settings.options.spider = rules_of_site();
  CrawlEnd end = run_crawl(settings, {seed});
  if (end.ending == crawl::Ending::interrupted) return exit_code_of(end);
  for (const Question& question : kQuestions) ask(question, file);

  const fetch::Url api = parse_seed(site.url() + "/api/articles");
  settings.options.seeds = {api.href()};
  settings.options.spider = rules_of_api();
  end = run_crawl(settings, {api});
  if (end.ending != crawl::Ending::interrupted) ask(kQuestionOfApi, file);
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
