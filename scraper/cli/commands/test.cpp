#include <iostream>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/cli/spider/expectations.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/cli/spider/test_page.hpp"
#include "scraper/crawl/visit/received_page.hpp"
#include "scraper/extract/extractor.hpp"
#include "scraper/page/content_type.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Applies the rules of each spider file to the pages of its 'tests' and compares the rows with what is expected.
Nothing is fetched: a page is a file, or stands in a crawl file. Only the tables and fields that a test names are
compared.

  tests:
    - url: https://shop.example/products/1
      file: page.html                  # or stored: shop.db
      # label: product                 # if 'match' asks for the label of a start or follow
      expect:
        products: [{title: Lamp, price: 12.5, old_price: null}]
        reviews: 3                     # so many rows

Example:
  trawl fetch https://shop.example/products/1 > page.html
  trawl test shop.yaml

Exit codes: 0 all passed, 2 usage, 4 spider file, 10 a test failed.
)";

std::vector<Flag> flags() {
  return {kAllowCommands, {"quiet", 'q', "", "print only what failed", "Output"}};
}

extract::Extracted extracted(const extract::Extractor& extractor, const SpiderTest& test,
                             const fetch::Response& page, extract::CommandRunner* commands) {
  const std::string type = crawl::media_type_of(page);
  const std::string content_type = page::content_type_of(page);
  extract::PageInput input(page.url, page.body, type);
  input.content_type = content_type;
  input.label = test.label;
  input.commands = commands;
  return extractor.extract(input);
}

void print(std::string_view line) {
  std::cout << text::printable(line) << '\n';
}

/// Whether the test passed. Notes explain rows that are missing.
bool passes(const extract::Extractor& extractor, const SpiderTest& test, extract::CommandRunner* commands,
            bool is_quiet) {
  const fetch::Response page = page_of(test);
  const extract::Extracted rows = extracted(extractor, test, page, commands);
  const auto lines = differences(test, extractor.spider(), rows.items);
  const std::string title = fmt::format("{}:{}  {}", test.where.file, test.where.line, test.url);
  if (lines.empty()) {
    if (!is_quiet) print("ok    " + title);
    return true;
  }
  print("FAIL  " + title);
  for (const std::string& line : lines) print("      " + line);
  if (!rows.skipped.empty()) print("      the page was skipped: " + rows.skipped);
  for (const extract::ExtractNote& note : rows.notes)
    print(fmt::format("      {}: {}", note.kind, note.text));
  return false;
}

ExitCode run(const Arguments& arguments) {
  std::size_t passed = 0, failed = 0;
  for (const std::string& name : arguments.words) {
    SpiderFile file = load_spider_file(name);
    if (file.tests.empty())
      throw UsageError(fmt::format("{} has no 'tests'; 'trawl test --help' shows some", name));
    const auto commands = allowed_commands(file.spider, arguments.has("allow-commands"), name);
    const extract::Extractor extractor(std::make_shared<extract::Spider>(std::move(file.spider)));
    for (const SpiderTest& test : file.tests)
      ++(passes(extractor, test, commands.get(), arguments.has("quiet")) ? passed : failed);
  }
  if (failed > 0 || !arguments.has("quiet"))
    std::cout << fmt::format("{} passed, {} failed\n", passed, failed);
  return failed == 0 ? ExitCode::done : ExitCode::gate;
}

}  // namespace

Command test_command() {
  Command command;
  command.name = "test";
  command.summary = "apply a spider file to the pages of its tests, without the network";
  command.usage = "FILE.yaml…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 1;
  command.words_most = std::numeric_limits<std::size_t>::max();
  command.run = run;
  return command;
}

}  // namespace trawl::cli
