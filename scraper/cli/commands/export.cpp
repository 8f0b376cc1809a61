#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/run/export_markdown.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Writes what a crawl has stored in another form. Reads the newest page of each URL, if it is a success; also while
a crawl writes to the file. KIND is:

  markdown  the main text of each HTML page, with headings, lists, code, tables and absolute links; other text as it
            is. Each page begins with its URL, its title and its time between two lines ---.
            -o DIR writes one file a page, named after its URL: DIR/example.org/docs/index.md. Without -o, or with
            -o -, all pages go to stdout, one after the other.

Example:
  trawl export example.org.db markdown -o docs
  trawl export example.org.db markdown --whole > all.md

Exit codes: 0 done, 1 stdout could not be written, 2 usage, 3 the crawl file or the disk, 5 no page to export.
)";

std::vector<Flag> flags() {
  return {
      {"output", 'o', "DIR", "write one file a page into DIR; -: all of them to stdout (-)", "Output"},
      {"whole", 0, "", "export whole pages, not their main text alone", "Output"},
  };
}

ExitCode run_markdown(const Arguments& arguments) {
  MarkdownExport how;
  if (const std::string* const output = arguments.value("output"); output != nullptr && *output != "-")
    how.folder = *output;
  how.is_whole = arguments.has("whole");
  return export_markdown(arguments.words[0], how);
}

/// What a crawl file can be exported as.
struct Kind {
  std::string_view name;
  ExitCode (*run)(const Arguments&);
};

constexpr std::array<Kind, 1> kKinds{{{"markdown", run_markdown}}};

ExitCode run(const Arguments& arguments) {
  std::vector<std::string_view> names;
  for (const Kind& kind : kKinds) {
    if (kind.name == arguments.words[1]) return kind.run(arguments);
    names.push_back(kind.name);
  }
  throw UsageError(fmt::format("'{}' is no KIND of export{}; choose one of {}, or print rows with: {}",
                               arguments.words[1], did_you_mean(arguments.words[1], names),
                               fmt::join(names, ", "),
                               "trawl query FILE 'SELECT url, status, title FROM pages' --csv"));
}

}  // namespace

Command export_command() {
  Command command;
  command.name = "export";
  command.summary = "write the pages of a crawl file as Markdown";
  command.usage = "DB KIND";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
