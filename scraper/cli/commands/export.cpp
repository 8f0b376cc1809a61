#include <algorithm>
#include <array>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/file/error.hpp"
#include "storage/file/sqlite.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Writes what a crawl has stored in another form, also while a crawl writes to the file. It takes the newest page
of each URL, and needs the memory of one page, however large the file. KIND is:

  jsonl     one JSON object a line for each page. --with body,text,links,headers,meta,timing,usage adds these: the
            stored body as "body", or as "body_base64" if it is no UTF-8; what the page shows; its links in their
            order; what the page, and files of its host for the paths in "scope", ask of machines
  csv       one line for each page
  urls      one URL a line: all that the file knows, fetched or not; --state done,failed,skipped,pending narrows them
  sitemap   sitemap.xml: HTML pages (or those of --type) with status 200 that may be indexed and name no other URL
            as canonical, of the host that has most. More than 50,000, or 50 MB, go to NAME-1.xml and on, with NAME.xml
            as their index. --base URL says where the files will be, which is on which host
  graphml   the links between the pages, for Gephi, networkx and others: a node for each URL, an edge for all links
            of one page to another. --with unfetched adds URLs that were not fetched
  files     stored bodies as files, such as --type pdf -o DIR: DIR/example.org/docs/manual.pdf. A file that is there
            already stays as it is
  markdown  the main text of each HTML page, with headings, lists, code, tables and absolute links; other text as it
            is. Each page begins with its URL, its title and its time between two lines ---. -o DIR writes one file
            a page, named after its URL: DIR/example.org/docs/index.md; it replaces files of that name

jsonl and csv write any table or view instead with --table, such as a table of items or broken_links. --where takes
SQL over the columns that csv has, with the functions of 'trawl query': REGEXP, url_path(url), body(page_id), …;
files, markdown and sitemap ask in addition for a page that was fetched whole.
With -o a file gets its name when it is whole; without, or with -o -, all goes to stdout.

Example:
  trawl export example.org.db jsonl --with text,links -o pages.jsonl
  trawl export example.org.db csv --where "status = 200 AND word_count < 100" -o thin.csv
  trawl export example.org.db csv --table broken_links -o broken.csv
  trawl export example.org.db urls --status 404,410
  trawl export example.org.db sitemap -o sitemap.xml
  trawl export example.org.db files --type pdf -o manuals
  trawl export example.org.db markdown -o docs

Exit codes: 0 done, 1 stdout could not be written, the time is over, or files that are there already are others,
2 usage, 3 the crawl file or the disk, 5 nothing to export (a table may be empty).
)";

constexpr std::string_view kPages = "Which pages", kOutput = "Output";
constexpr std::chrono::hours kTime{24};

std::vector<Flag> flags() {
  return {
      {"output", 'o', "FILE|DIR", "write into FILE, or files into DIR; -: to stdout (-)", kOutput},
      {"with", 0, "LIST", "add to each object of jsonl: body, text, links, headers, meta, timing, usage",
       kOutput, true},
      {"table", 0, "NAME", "write the rows of this table or view, with jsonl or csv", kOutput},
      {"raw", 0, "", "write CSV cells as they are, also those that a spreadsheet would run", kOutput},
      {"base", 0, "URL", "the folder on the web where the sitemap will be (the root of its host)", kOutput},
      {"whole", 0, "", "write whole pages as Markdown, not their main text alone", kOutput},
      {"status", 0, "LIST", "only pages with such a status: 200, 404,410, 4xx, 300-399; 0: no answer", kPages,
       true},
      {"type", 0, "LIST", "only pages of such a type: html, pdf, image, application/json, text/*, …", kPages,
       true},
      {"state", 0, "LIST", "only URLs in such a state: done, failed, skipped, pending, leased", kPages, true},
      {"where", 0, "SQL", "only rows for which this holds, such as \"depth > 3 AND title IS NULL\"", kPages},
      {"crawl", 0, "N", "as the crawl of that number found them; last: the newest crawl (all crawls)",
       kPages},
      {"timeout", 't', "TIME", "give up when SQLite has worked for TIME (24h)", kPages},
  };
}

/// What a crawl file can be exported as, and the flags that mean something then.
struct Kind {
  std::string_view name;
  ExitCode (*run)(const ExportRequest&);
  std::vector<std::string_view> flags;
  std::vector<std::string_view> with;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kAll{
      {"jsonl",
       export_jsonl,
       {"with", "table", "status", "type", "where", "crawl"},
       {"body", "text", "links", "headers", "meta", "timing", "usage"}},
      {"csv",
       export_csv,
       {"with", "table", "raw", "status", "type", "where", "crawl"},
       {"headers", "meta", "timing"}},
      {"urls", export_urls, {"status", "type", "state", "where", "crawl"}, {}},
      {"sitemap", export_sitemap, {"base", "status", "type", "where", "crawl"}, {}},
      {"graphml", export_graphml, {"with", "status", "type", "state", "where", "crawl"}, {"unfetched"}},
      {"files", export_files, {"status", "type", "where", "crawl"}, {}},
      {"markdown", export_markdown, {"whole", "status", "type", "where", "crawl"}, {}},
  };
  return kAll;
}

const Kind& kind_named(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds()) {
    if (kind.name == word) return kind;
    names.push_back(kind.name);
  }
  throw UsageError(fmt::format("'{}' is no KIND of export{}; choose one of {}, or print rows with: {}", word,
                               did_you_mean(word, names), fmt::join(names, ", "),
                               "trawl query FILE 'SELECT url, status, title FROM pages' --csv"));
}

void check_flags(const Kind& kind, const Arguments& arguments) {
  for (const Arguments::Given& given : arguments.flags) {
    const bool is_common = given.flag == "output" || given.flag == "timeout";
    if (is_common || std::find(kind.flags.begin(), kind.flags.end(), given.flag) != kind.flags.end())
      continue;
    throw UsageError(fmt::format("--{} is nothing for export {}", given.flag, kind.name));
  }
  if (!arguments.has("table")) return;
  for (const char* const flag : {"with", "status", "type", "crawl"})
    if (arguments.has(flag))
      throw UsageError(fmt::format("--{} is about pages, and --table names other rows; use --where", flag));
}

/// The words of all occurrences of a flag.
std::string list_of(const Arguments& arguments, std::string_view flag) {
  const auto given = std::find_if(arguments.flags.begin(), arguments.flags.end(),
                                  [&](const Arguments::Given& one) { return one.flag == flag; });
  return given == arguments.flags.end() ? "" : fmt::format("{}", fmt::join(given->values, ","));
}

std::set<std::string> with_of(const Kind& kind, const Arguments& arguments) {
  std::set<std::string> words;
  const std::string list = list_of(arguments, "with");
  for (std::string_view rest = list; !rest.empty();) {
    const std::string word(text::trimmed(text::take_until(rest, ','), text::kCSpace));
    if (std::find(kind.with.begin(), kind.with.end(), word) == kind.with.end())
      throw UsageError(fmt::format("--with: '{}' is nothing that {} can add{}; choose from {}", word,
                                   kind.name, did_you_mean(word, kind.with), fmt::join(kind.with, ", ")));
    words.insert(word);
  }
  return words;
}

/// 0 for the newest.
std::int64_t crawl_of(const std::string& text) {
  if (text == "last") return 0;
  if (text::is_number(text) && text.size() < 10 && text != "0") return std::stoll(text);
  throw UsageError(fmt::format(
      "--crawl: '{}' is no number of a crawl; \"trawl query FILE 'SELECT id, name FROM crawls'\" lists them",
      text));
}

ExportRequest request_of(const Kind& kind, const Arguments& arguments) {
  ExportRequest request;
  request.file = arguments.words[0];
  if (const std::string* const output = arguments.value("output"); output != nullptr && *output != "-")
    request.output = *output;
  if (arguments.has("output") && request.output.empty() && *arguments.value("output") != "-")
    throw UsageError("-o: the name is empty");
  request.is_whole = arguments.has("whole");
  request.is_raw = arguments.has("raw");
  request.with = with_of(kind, arguments);
  if (const auto* table = arguments.value("table")) request.table = *table;
  if (const auto* base = arguments.value("base")) request.base = *base;
  if (const auto* where = arguments.value("where")) request.filter.where = *where;
  if (const auto* crawl = arguments.value("crawl")) request.filter.crawl = crawl_of(*crawl);
  request.limits.time = kTime;
  try {
    if (arguments.has("status"))
      request.filter.statuses = storage::status_conditions(list_of(arguments, "status"));
    if (arguments.has("type")) request.filter.types = storage::type_conditions(list_of(arguments, "type"));
    if (arguments.has("state"))
      request.filter.states = storage::state_conditions(list_of(arguments, "state"));
    if (const auto* time = arguments.value("timeout")) request.limits.time = parse_duration(*time);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  return request;
}

/// SQLite cannot be stopped within an instruction, and an export leaves nothing half written.
[[noreturn]] void give_up(const std::string& file) {
  std::cerr << fmt::format("trawl: {}: the export ran out of time\n", text::printable(file)) << std::flush;
  _exit(static_cast<int>(ExitCode::failed));
}

ExitCode run(const Arguments& arguments) {
  const Kind& kind = kind_named(arguments.words[1]);
  check_flags(kind, arguments);
  ExportRequest request = request_of(kind, arguments);
  request.limits.overrun = [file = request.file] { give_up(file); };
  try {
    return kind.run(request);
  } catch (const storage::Error& error) {
    if (error.kind() == storage::ErrorKind::sql && !request.filter.where.empty())
      throw UsageError(fmt::format("--where: {}; the first line of csv has the columns", error.what()));
    throw;
  }
}

}  // namespace

Command export_command() {
  Command command;
  command.name = "export";
  command.summary = "write the pages, links or URLs of a crawl file in another form";
  command.usage = "DB KIND";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
