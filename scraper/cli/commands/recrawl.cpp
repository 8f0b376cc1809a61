#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    "Fetches every page of a finished crawl again, as a new crawl in the same file, with the settings of "
    "that\n"
    "one; flags change them. Servers are asked only for what has changed (ETag, Last-Modified): an "
    "unchanged\n"
    "page gets a row with status 304 that shares the stored content. The old pages stay.\n"
    "\n"
    "Example:\n"
    "  trawl recrawl example.org.db\n"
    "\n"
    "Exit codes are those of 'trawl crawl'; 2 where the crawl is unfinished: 'trawl resume' goes on with "
    "it.\n";

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = newest_crawl(file);
  if (!crawl) throw UsageError(fmt::format("there is no crawl in {}", shell_word(file)));
  if (is_unfinished(*crawl)) {
    throw UsageError(
        fmt::format("the crawl in {0} is unfinished; trawl resume {0} goes on with it", shell_word(file)));
  }
  return run_stored_crawl(file, *crawl, arguments, true);
}

}  // namespace

Command recrawl_command() {
  Command command;
  command.name = "recrawl";
  command.summary = "fetch again what a finished crawl has fetched";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
