#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Begins a new crawl in the same file, with the seeds and settings of the last one; flags change them. A crawl asks
every URL that it reaches once; a later crawl of the same file asks again what it reaches, conditionally where a
page is known, and keeps the history: an unchanged page gets a row with status 304 that shares the stored body.
With --only-new it asks only for what has no page yet, with --older-than only for what is older; the links of the
other pages are followed all the same. A page whose body is not stored is always asked for.

Example:
  trawl recrawl example.org.db
  trawl recrawl example.org.db --only-new
  trawl recrawl example.org.db --older-than 7d

Exit codes are those of 'trawl crawl'; 2 if the last crawl was interrupted: continue it with 'trawl resume'.
)";

/// Whether it is to be continued: nobody has set the limit that ended it.
bool is_cut_off(const storage::CrawlSummary& crawl) {
  const bool is_unfinished = crawl.status == "running" || crawl.status == "interrupted";
  return is_unfinished && !crawl.exit_reason.ends_with("limit");
}

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = newest_crawl(file);
  if (!crawl) throw UsageError(fmt::format("{} has no crawl", shell_word(file)));
  if (is_cut_off(*crawl)) {
    throw UsageError(
        fmt::format("the crawl in {0} is unfinished; continue it with: trawl resume {0}", shell_word(file)));
  }
  return run_stored_crawl(file, *crawl, arguments, true);
}

}  // namespace

Command recrawl_command() {
  Command command;
  command.name = "recrawl";
  command.summary = "crawl a finished crawl's site again";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
