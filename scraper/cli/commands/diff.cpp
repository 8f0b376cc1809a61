#include <iostream>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/diff_text.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/crawl_pair.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/settings/values.hpp"
#include "storage/export/formats.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Compares two crawls: the last two of one file, those of --crawl, or the newest of two files, the older file first.
Prints which pages are new, gone, or changed, by field: status, title, description, canonical, robots, h1, text,
redirect (where it leads), links (the pages that they lead to); and the rows of item tables that have a key. A page is
the same in both if its key is (urls.key). It is gone if the later crawl does not reach it, or skips it; a page that
answers 404 now has changed its status. Texts differ if their fingerprints or numbers of words do.

Crawls with other seeds, scope, patterns, depth or robots rules are refused, because they would differ for that reason:
--anyway compares them all the same. Limits and settings of the network do not matter.

With --csv, --json or --jsonl: a row for each difference: change (new, gone, changed), what (page, or an item table),
which (its URL or key), field, old, new.

--fail-on makes a script notice: 'new pages > 10', 'gone pages > 5%', 'changed status > 0', 'changed title > 1%',
'changed pages > 0', 'new items = 0', 'changed items > 0'. Exit code 10 then. 'trawl crawl' and 'trawl query' know these
conditions, too.

Example:
  trawl diff example.org.db
  trawl diff monday.db tuesday.db --csv > changes.csv
  trawl diff example.org.db --crawl 1 --crawl 4 --fail-on 'gone pages > 0'

Exit codes: 0 done, whatever differs, 2 usage, or crawls that do not compare, 3 a file cannot be read, 10 a condition of
--fail-on holds.
)";

constexpr std::size_t kExamples = 10;

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"crawl", 0, "ID", "compare that crawl; twice: the older one first (the last two)", "What to compare",
       true},
      {"anyway", 0, "", "compare crawls of other scope, too", "What to compare"},
      {"examples", 0, "N", "show N of each kind of difference (10)", "Format"},
      {"csv", 0, "", "print comma-separated values that a spreadsheet does not run", "Format"},
      {"csv-raw", 0, "", "print comma-separated values as they are", "Format"},
      {"json", 0, "", "print one array of objects", "Format"},
      {"jsonl", 0, "", "print one object per line", "Format"},
  };
  for (const Flag& flag : gate_flags()) all.push_back(flag);
  return all;
}

std::vector<std::int64_t> ids_of(const Arguments& arguments) {
  std::vector<std::int64_t> ids;
  try {
    for (const auto& given : arguments.flags)
      if (given.flag == "crawl")
        for (const std::string& id : given.values) ids.push_back(parse_count(id, 1));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--crawl: {}", error.what()));
  }
  if (ids.size() > 2) throw UsageError("two crawls can be compared, not more");
  return ids;
}

std::optional<storage::Format> format_of(const Arguments& arguments) {
  std::optional<storage::Format> format;
  for (const auto& given : arguments.flags) {
    const auto named = storage::format_named(given.flag);
    if (!named) continue;
    if (format) throw UsageError("choose one of --csv, --csv-raw, --json and --jsonl");
    format = named;
  }
  return format;
}

std::size_t examples_of(const Arguments& arguments) {
  const std::string* const examples = arguments.value("examples");
  if (examples == nullptr) return kExamples;
  try {
    return static_cast<std::size_t>(parse_count(*examples, 0));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--examples: {}", error.what()));
  }
}

storage::DiffCounts print_rows(const CrawlPair& pair, storage::Format format) {
  const auto sink = storage::format_sink(format, std::cout, stdout_width());
  sink->columns({"change", "what", "which", "field", "old", "new"});
  const auto cell = [](const std::string& text) {
    return text.empty() ? storage::Value(std::monostate{}) : storage::Value(text);
  };
  auto counts = storage::compare_crawls(pair.before, pair.after, [&](const storage::Difference& one) {
    const std::vector<storage::Value> cells{cell(one.change), cell(one.what), cell(one.which),
                                            cell(one.field),  cell(one.old),  cell(one.now)};
    sink->row(cells);
  });
  sink->end();
  return counts;
}

storage::DiffCounts print_text(const CrawlPair& pair, std::size_t most) {
  DiffExamples examples(most);
  auto counts = storage::compare_crawls(pair.before, pair.after,
                                        [&](const storage::Difference& one) { examples.add(one); });
  std::cout << fmt::format("crawl {} and crawl {}\n", pair.before.crawl_id, pair.after.crawl_id)
            << examples.text(counts);
  return counts;
}

ExitCode run(const Arguments& arguments) {
  gates_of(arguments);
  const auto format = format_of(arguments);
  const std::size_t examples = examples_of(arguments);
  const std::filesystem::path after = arguments.words.size() > 1 ? arguments.words[1] : "";
  const CrawlPair pair = crawl_pair(arguments.words[0], after, ids_of(arguments));
  if (!pair.other_scope.empty() && !arguments.has("anyway"))
    throw UsageError(
        fmt::format("the crawls differ in {}; pages may be new or gone for that reason. To compare them "
                    "all the same: --anyway",
                    fmt::join(pair.other_scope, "; ")));
  for (const std::string& note : pair.notes) complain("note", note);
  const storage::DiffCounts counts = format ? print_rows(pair, *format) : print_text(pair, examples);
  std::cout << std::flush;
  GateFacts facts;
  facts.file = pair.after.file;
  facts.differences = &counts;
  return pass_gates(arguments, facts);
}

}  // namespace

Command diff_command() {
  Command command;
  command.name = "diff";
  command.summary = "compare two crawls: pages and items that are new, gone or changed";
  command.usage = "DB [DB2]";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 1;
  command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
