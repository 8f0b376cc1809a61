#include <algorithm>
#include <iostream>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/run/stored_crawl.hpp"
#include "storage/tables/shape_table.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Continues the newest unfinished crawl of the file: one that was interrupted or killed, or that a limit ended while
URLs were waiting. It has the settings it was started with; flags change them for this run, and what the others
had skipped (depth, scope, patterns, robots, limits) is then judged again. The file does not
store passwords, cookies or the values of headers that carry credentials: give those again.

URLs of a shape that brings nothing new, such as /calendar/{n}-{n}, are held back until a person decides. --release
asks for those of a shape: its id or text, as in the view shape_summary, or "all"; --traps off asks for all of them and
holds no more. That also goes on with a crawl that was finished.

Example:
  trawl resume example.org.db
  trawl resume example.org.db --delay 3s
  trawl resume example.org.db --release '/list?page={n}'
  trawl resume example.org.db -n 5000      after a page limit; the pages of earlier runs count

Exit codes are those of 'trawl crawl'; also 0 if there is nothing to resume.
)";

constexpr Flag kRelease{
    "release", 0,
    "SHAPE",   "ask for the URLs that are held back for this shape (its text, its id or all); repeatable",
    "Traps",   true};

/// Chooses the finished crawl of the file where the flags ask for URLs that it holds back. Throws
/// UsageError for a shape that is not held.
void look_at_held(const std::string& file, const Arguments& arguments,
                  std::optional<storage::CrawlSummary>& crawl) {
  const auto chosen = crawl ? crawl : newest_crawl(file);
  if (!chosen) return;
  const auto shapes = storage::Reader(file).held_shapes(chosen->id);
  for (const std::string& word : released_shapes(arguments)) {
    const bool is_held = std::any_of(shapes.begin(), shapes.end(), [&](const storage::ShapeRecord& shape) {
      return storage::names_shape(word, shape);
    });
    if (!is_held)
      throw UsageError(
          fmt::format("--release: no shape {} is held back in {}; the view shape_summary has them",
                      shell_word(word), file));
  }
  const std::string* const traps = arguments.value("traps");
  const bool asks = arguments.has("release") || (traps != nullptr && *traps == "off");
  if (!crawl && asks && !shapes.empty()) crawl = chosen;
  if (crawl || shapes.empty()) return;
  std::int64_t urls = 0;
  for (const storage::ShapeRecord& shape : shapes) urls += shape.waiting;
  std::cerr << fmt::format(
      "{} URL{} held back, as their shapes bring nothing new; to ask for them: trawl resume {} "
      "--release all\n",
      urls, urls == 1 ? " is" : "s are", shell_word(file));
}

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  auto crawl = unfinished_crawl(file);
  if (!crawl || arguments.has("release")) look_at_held(file, arguments, crawl);
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
  command.flags.push_back(kRelease);
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
