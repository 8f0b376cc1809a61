#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/print/url_story_text.hpp"
#include "scraper/cli/run/url_report.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Tells the story of a URL: whether and why it was fetched or not. Where it was found, and by which links; by which
rules it was allowed or refused (scope, patterns, depth, the line of robots.txt, limits, traps, addresses); how long it
waited; each fetch, each try that failed; what it is a duplicate of; and where it stands in the queue. Of a URL that was
never found it says what would happen to it, and which URLs near it are known. Also while the crawl runs.

The rules are those of the file's newest crawl, and the verdicts are made by the code that the crawl uses. A URL without
a scheme is https. What wrote a URL otherwise, or takes it for the same page as another, is named as well.

With --json: one object with the same: {"typed", "url", "key", "is_known", "rewrites", "crawl", "rules": [{"rule",
"allows", "text"}], "host", "near"}, and of a URL that is known also {"state", "skip_reason", "found", "way",
"linked_from", "fetches", "newest_fetches", "waited_s", "waited_for", "events", "same_content", "queue", "order"}.

Example:
  trawl why example.org.db https://example.org/about
  trawl why example.org.db example.org/missing --json

Exit codes: 0 done, whatever the answer is, 2 no URL, 3 the file cannot be read.
)";

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  Json report;
  try {
    report = url_report(file, arguments.words[1]);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  if (arguments.has("json")) {
    std::cout << safe_json(report.dump(-1, ' ', false, Json::error_handler_t::replace)) << '\n';
  } else {
    std::cout << url_story_text(report, file);
  }
  return ExitCode::done;
}

}  // namespace

Command why_command() {
  Command command;
  command.name = "why";
  command.summary = "say why a URL was fetched, or was not";
  command.usage = "DB URL";
  command.notes = kNotes;
  command.flags = {{"json", 0, "", "print one JSON object", "Format"}};
  command.words_least = command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
