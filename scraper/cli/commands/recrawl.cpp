#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Fetches every page of a finished crawl again, as a new crawl in the same file with the same settings; flags
change them. Servers are asked only for what has changed (ETag, Last-Modified): an unchanged page gets a row
with status 304 that shares the stored content. The old rows stay.

Example:
  trawl recrawl example.org.db

Exit codes are those of 'trawl crawl'; 2 if the crawl is unfinished: continue it with 'trawl resume'.
)";

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = newest_crawl(file);
  if (!crawl) throw UsageError(fmt::format("{} has no crawl", shell_word(file)));
  if (is_unfinished(*crawl)) {
    throw UsageError(
        fmt::format("the crawl in {0} is unfinished; continue it with: trawl resume {0}", shell_word(file)));
  }
  return run_stored_crawl(file, *crawl, arguments, true);
}

}  // namespace

Command recrawl_command() {
  Command command;
  command.name = "recrawl";
  command.summary = "fetch the pages of a finished crawl again";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
