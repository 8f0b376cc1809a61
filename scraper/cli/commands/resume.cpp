#include <iostream>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    "The crawl goes on with the settings it was begun with; flags change them for this run. The values of\n"
    "headers that carry credentials, and passwords, are not kept in the file: give them again.\n"
    "\n"
    "Example:\n"
    "  trawl resume example.org.db\n"
    "  trawl resume example.org.db --delay 3s\n"
    "\n"
    "Exit codes are those of 'trawl crawl'; 0 also where nothing is left to resume.\n";

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const auto crawl = newest_crawl(file);
  if (!crawl || !is_unfinished(*crawl)) {
    std::cerr << fmt::format("nothing to resume: no crawl in {} is unfinished\n", shell_word(file));
    return ExitCode::done;
  }
  return run_stored_crawl(file, *crawl, arguments, false);
}

}  // namespace

Command resume_command() {
  Command command;
  command.name = "resume";
  command.summary = "go on with an unfinished crawl";
  command.usage = "DB";
  command.notes = kNotes;
  command.flags = stored_crawl_flags();
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
