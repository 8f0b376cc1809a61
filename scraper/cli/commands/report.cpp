#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/report_text.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/settings/values.hpp"
#include "scraper/cli/suggest.hpp"
#include "scraper/page/html/fragment_ids.hpp"
#include "storage/export/formats.hpp"
#include "storage/export/html_report.hpp"
#include "storage/file/error.hpp"
#include "storage/report/overview.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Answers the questions that people have about a site: without NAME how many rows each report has, with the
worst of them; with NAME all rows of one. Reads only, also while a crawl writes to the file. What it needs beside
the file, an index of the newest pages, is temporary. missing_fragments reads stored bodies.

  broken links    broken_links missing_fragments redirect_loops redirect_chains linked_redirects errors
  sitemaps        orphans sitemap_errors sitemap_not_linked sitemap_not_listed
  duplicates      duplicate_content near_duplicates duplicate_titles duplicate_descriptions duplicate_h1
  titles          missing_titles long_titles short_titles
  descriptions    missing_descriptions long_descriptions short_descriptions
  headings        missing_h1 multiple_h1 long_h1
  images          images_without_alt
  conflicts       canonical_conflicts hreflang_conflicts mixed_content
  the site        hosts status_by_depth slow_pages large_pages link_rank

Texts are judged on indexable pages alone: HTML that answered with 200, without noindex, and not canonicalised
to another page. Too long is a title of over 60 characters, a description of over 155, an h1 of over 70.

--fail-on 'rows > 0' makes a script notice; 'trawl crawl --help' has the other conditions.

Example:
  trawl report example.org.db
  trawl report example.org.db broken_links --csv > broken.csv
  trawl report example.org.db --html -o report.html

Exit codes: 0 done, 1 the output could not be written, 2 usage, 3 the crawl file, 5 no page was fetched yet,
10 a condition of --fail-on holds.
)";

constexpr std::string_view kHtml = "html";
constexpr std::int64_t kRowsInHtml = 1'000;
constexpr std::int64_t kMemory = 1024 * 1024 * 1024;

std::vector<Flag> flags() {
  std::vector<Flag> all{
      {"csv", 0, "", "print comma-separated values that a spreadsheet does not run", "Format"},
      {"csv-raw", 0, "", "print comma-separated values as they are", "Format"},
      {"json", 0, "", "print one array of objects", "Format"},
      {"jsonl", 0, "", "print one object per line", "Format"},
      {"html", 0, "", "write one HTML page that stands alone: no script, nothing from elsewhere", "Format"},
      {"output", 'o', "FILE", "write to FILE; -: to stdout (-)", "Output"},
      {"limit", 'n', "ROWS", "at most ROWS rows of a report; 0: all (0; 1000 in HTML)", "Output"},
  };
  for (const Flag& flag : gate_flags()) all.push_back(flag);
  return all;
}

struct Choice {
  std::optional<storage::Format> format;  ///< none: for people
  bool is_html = false;
};

Choice choice_of(const Arguments& arguments) {
  Choice choice;
  std::string chosen;
  for (const auto& given : arguments.flags) {
    const auto format = storage::format_named(given.flag);
    if (!format && given.flag != kHtml) continue;
    if (!chosen.empty()) throw UsageError(fmt::format("choose one of --{} and --{}", chosen, given.flag));
    chosen = given.flag;
    choice.format = format;
    choice.is_html = given.flag == kHtml;
  }
  return choice;
}

std::int64_t most_of(const Arguments& arguments, bool is_html) {
  const std::string* const rows = arguments.value("limit");
  if (rows == nullptr) return is_html ? kRowsInHtml : 0;
  try {
    return parse_count(*rows, 0);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

std::vector<storage::Report> chosen_reports(const Arguments& arguments) {
  const auto all = storage::reports();
  if (arguments.words.size() < 2) return {all.begin(), all.end()};
  const std::string& name = arguments.words[1];
  if (const storage::Report* const report = storage::report_named(name)) return {*report};
  std::vector<std::string_view> names;
  for (const storage::Report& report : all) names.push_back(report.name);
  throw UsageError(fmt::format("there is no report '{}'{}; the reports are {}", name,
                               did_you_mean(name, names), fmt::join(names, ", ")));
}

std::vector<std::string> ids_of(const storage::StoredPage& page) {
  return page::fragment_ids(page.body, page.charset, page.content_type.starts_with("application/xhtml"));
}

/// Stdout, or the file that -o names.
class Output {
 public:
  explicit Output(const std::string* file) : name_(file == nullptr || *file == "-" ? "" : *file) {
    if (name_.empty()) return;
    file_.open(name_, std::ios::binary);
    check();
  }
  std::ostream& stream() { return name_.empty() ? std::cout : file_; }
  int width() const { return name_.empty() ? stdout_width() : 0; }
  void close() {
    stream().flush();
    if (!name_.empty()) check();
  }

 private:
  void check() const {
    if (!file_) throw std::runtime_error(fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
  }
  std::string name_;
  std::ofstream file_;
};

using Counts = std::vector<storage::ReportCount>;

Counts counts_of(storage::ReportSource& source, const std::vector<storage::Report>& chosen) {
  Counts counts;
  for (const storage::Report& report : chosen) counts.push_back(storage::count_report(source, report));
  return counts;
}

void write_html(storage::ReportSource& source, const Counts& counts, std::ostream& out, std::int64_t most) {
  storage::HtmlReport html(out, most);
  const std::string newest = "FROM crawls ORDER BY id DESC LIMIT 1";
  html.begin("Report of " + source.text("SELECT name " + newest),
             {{"Crawl", source.text("SELECT name " + newest)},
              {"Began", source.text("SELECT started_at " + newest)},
              {"Ended", source.text("SELECT ifnull(finished_at, status) " + newest)},
              {"Pages", source.text("SELECT count(*) FROM page_facts WHERE kind = 'page'")}});
  if (counts.size() > 1) html.overview(counts);
  for (const storage::ReportCount& count : counts) html.section(source, count);
  html.end();
}

ExitCode run(const Arguments& arguments) {
  const Choice choice = choice_of(arguments);
  const std::int64_t most = most_of(arguments, choice.is_html);
  const std::vector<storage::Report> chosen = chosen_reports(arguments);
  const bool is_overview = arguments.words.size() < 2;
  const std::string& file = arguments.words[0];
  gates_of(arguments);  // or a mistake in them would show after the rows
  GateFacts facts;
  facts.file = file;
  storage::limit_memory(kMemory);
  storage::ReportHooks hooks;
  hooks.read_ids = ids_of;
  hooks.notice = [&file](const std::string& what) { complain(file, what); };
  storage::ReportSource source(file, std::move(hooks));
  if (source.text("SELECT 1 FROM page_facts LIMIT 1").empty()) {
    complain(file, "no page was fetched yet, so there is nothing to report");
    return ExitCode::nothing;
  }

  Output output(arguments.value("output"));
  std::ostream& out = output.stream();
  if (choice.is_html) {
    write_html(source, counts_of(source, chosen), out, most);
  } else if (is_overview) {
    const Counts counts = counts_of(source, chosen);
    if (choice.format) {
      storage::give_overview(counts, *storage::format_sink(*choice.format, out, output.width()));
    } else {
      print_overview(counts, out, output.width());
    }
  } else {
    const auto sink = choice.format ? storage::format_sink(*choice.format, out, output.width())
                                    : report_text(chosen[0], out, output.width());
    const auto end = source.run(chosen[0], *sink, most);
    facts.rows = end.rows;
    if (end.cut) complain(file, fmt::format("only the first {} rows are shown", end.rows));
  }
  output.close();
  return pass_gates(arguments, facts);
}

}  // namespace

Command report_command() {
  Command command;
  command.name = "report";
  command.summary = "tell what is wrong with a site: broken links, duplicates, titles, …";
  command.usage = "DB [NAME]";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 1;
  command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
