#include <iostream>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Continues the newest unfinished crawl of the file: one that was interrupted or killed, or that a limit ended while
URLs were waiting. It has the settings it was started with; flags change them for this run, and what the others
had skipped (depth, scope, patterns, robots, limits) is then judged again. The file does not
store passwords, cookies or the values of headers that carry credentials: give those again.

Example:
  trawl resume example.org.db
  trawl resume example.org.db --delay 3s
  trawl resume example.org.db -n 5000      after a page limit; the pages of earlier runs count

Exit codes are those of 'trawl crawl'; also 0 if there is nothing to resume.
)";

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = unfinished_crawl(file);
  if (!crawl) {
    std::cerr << fmt::format(
        "nothing to resume: {0} has no unfinished crawl; to crawl again: trawl recrawl {0}\n",
        shell_word(file));
    return ExitCode::done;
  }
  return run_stored_crawl(file, *crawl, arguments, false);
}

}  // namespace

Command resume_command() {
  Command command;
  command.name = "resume";
  command.summary = "continue an unfinished crawl";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
