#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/regexp_search.hpp"
#include "scraper/cli/run/search_words.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/settings/values.hpp"
#include "storage/file/error.hpp"
#include "storage/file/file_lock.hpp"
#include "storage/search_index.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Looks for words in the title and the visible text of the newest page of each URL, and prints the pages that have
all of them, the best first. Words are found in any case and with or without accents:

  clock company        both words               clock OR watch     one of them
  '"the company"'      a phrase                 clock NOT alarm    without a word
  clock*               words that begin so      title:clock        in the title alone
  NEAR(clock gold, 5)  at most 5 words between  (a OR b) c         in parentheses

The first search makes an index in the file, the tables page_text and pages_fts; each later one brings it up to date, so
it has what crawls have brought since. While a crawl writes to the file, or where it cannot be written, the search makes
a temporary index, which takes longer.

--regexp takes the words as one pattern (RE2; (?i) at its beginning ignores case) and prints the lines that match: of
the visible text, and of pages where it is not there, of the stored body, such as the source of a page.

With --json, --jsonl or --csv: rows of page_id, url, title, snippet and rank, where a lower rank is better; with
--regexp rows of page_id, url, part (text or body), line and text.

Example:
  trawl search example.org.db opening hours
  trawl search example.org.db '"terms of use" OR imprint' -n 5
  trawl search example.org.db --regexp 'UA-\d+-\d+' --in body -C 1

Exit codes: 0 done, whether something is found or not, 1 stdout could not be written, 2 usage or wrong words, 3 the
crawl file.
)";

constexpr std::int64_t kUsualPages = 20;

std::vector<Flag> flags() {
  return {
      {"regexp", 'E', "", "look for a pattern, line by line", "Search"},
      {"in", 0, "PART", "with --regexp: look in text, in body, or in both (both)", "Search"},
      {"context", 'C', "LINES", "with --regexp: print LINES before and after each (0)", "Search"},
      {"limit", 'n', "PAGES", "stop after PAGES pages; 0: print all (20)", "Search"},
      {"csv", 0, "", "print comma-separated values that a spreadsheet does not run", "Format"},
      {"json", 0, "", "print one array of objects", "Format"},
      {"jsonl", 0, "", "print one object per line", "Format"},
  };
}

enum class Part { text, body, both };

Part part_of(const Arguments& arguments) {
  const std::string* const given = arguments.value("in");
  if (given == nullptr || *given == "both") return Part::both;
  if (!arguments.has("regexp")) throw UsageError("--in is for --regexp; words are looked for in the text");
  if (*given == "text") return Part::text;
  if (*given == "body") return Part::body;
  throw UsageError(fmt::format("--in: '{}' is none of text, body, both", *given));
}

std::int64_t count_of(const Arguments& arguments, std::string_view flag, std::int64_t usual) {
  try {
    const std::string* const given = arguments.value(flag);
    return given == nullptr ? usual : parse_count(*given, 0);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

/// None: as lines for people.
std::optional<storage::Format> format_of(const Arguments& arguments) {
  std::optional<storage::Format> format;
  for (const char* const name : {"csv", "json", "jsonl"}) {
    if (!arguments.has(name)) continue;
    if (format) throw UsageError("choose one of --csv, --json and --jsonl");
    format = storage::format_named(name);
  }
  return format;
}

std::string words_of(const Arguments& arguments) {
  std::string words;
  for (std::size_t i = 1; i < arguments.words.size(); ++i) words += (i > 1 ? " " : "") + arguments.words[i];
  return words;
}

/// The snippet with its marks: bold on a terminal, nothing elsewhere.
std::string marked(const std::string& snippet, bool is_terminal) {
  std::string text, piece;
  const auto finish = [&](std::string_view mark) {
    text += text::printable(std::exchange(piece, ""));
    if (is_terminal) text += mark;
  };
  for (const char c : snippet) {
    if (c == storage::kHitBegins) {
      finish("\x1b[1m");
    } else if (c == storage::kHitEnds) {
      finish("\x1b[0m");
    } else {
      piece += c == '\n' ? ' ' : c;
    }
  }
  finish("");
  return text;
}

/// Tells a person who waits how far the index is.
class ProgressLine {
 public:
  void operator()(std::int64_t done, std::int64_t all) {
    if (!stderr_is_terminal()) return;
    std::cerr << fmt::format("\rindexing {} of {} pages", done, all) << std::flush;
    is_shown_ = true;
  }
  void clear() const {
    if (is_shown_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  bool is_shown_ = false;
};

std::unique_ptr<storage::SearchIndex> open_index(const std::string& file) {
  ProgressLine line;
  auto index = std::make_unique<storage::SearchIndex>(
      file, sql_functions().text_of, [&](std::int64_t done, std::int64_t all) { line(done, all); });
  line.clear();
  if (index->is_temporary()) {
    const bool is_in_use = storage::is_locked(file);
    complain(file, fmt::format("{}: the search made a temporary index",
                               is_in_use ? "a crawl is writing to it" : "it cannot be written"));
  }
  return index;
}

void say_cut(std::int64_t most) {
  std::cerr << fmt::format("trawl: only the first {} pages are shown; -n 0 shows all\n", most);
}

ExitCode find_words(const Arguments& arguments, const std::string& words) {
  const std::string query = search_query(words);
  const std::int64_t most = count_of(arguments, "limit", kUsualPages);
  const auto format = format_of(arguments);
  const auto index = open_index(arguments.words[0]);
  std::vector<storage::SearchHit> hits;
  try {
    hits = index->find(query, most == 0 ? 0 : most + 1);
  } catch (const storage::Error& error) {
    if (error.kind() != storage::ErrorKind::sql) throw;
    throw UsageError(
        fmt::format("'{}' cannot be looked for ({}); trawl search --help has what can", words, error.what()));
  }
  const bool is_cut = most > 0 && std::cmp_greater(hits.size(), most);
  if (is_cut) hits.pop_back();
  if (format) {
    const auto sink = storage::format_sink(*format, std::cout, stdout_width());
    sink->columns({"page_id", "url", "title", "snippet", "rank"});
    for (const storage::SearchHit& hit : hits) {
      std::string snippet = hit.snippet;
      std::erase_if(snippet, [](char c) { return c == storage::kHitBegins || c == storage::kHitEnds; });
      const storage::Value row[] = {hit.page_id, hit.url, hit.title, snippet, hit.rank};
      sink->row(row);
    }
    sink->end();
  } else {
    for (const storage::SearchHit& hit : hits) {
      std::cout << text::printable(hit.url) << '\n';
      if (!hit.title.empty()) std::cout << "  " << text::printable(hit.title) << '\n';
      if (!hit.snippet.empty()) std::cout << "    " << marked(hit.snippet, stdout_is_terminal()) << '\n';
    }
    if (hits.empty()) complain(arguments.words[0], "no page has that");
  }
  if (is_cut) say_cut(most);
  return ExitCode::done;
}

/// Lines of one page, as rows or for people.
class LinePrinter {
 public:
  explicit LinePrinter(std::optional<storage::Format> format) {
    if (format) sink_ = storage::format_sink(*format, std::cout, stdout_width());
    if (sink_) sink_->columns({"page_id", "url", "part", "line", "text"});
  }
  void print(const storage::StoredPage& page, std::string_view part, const std::vector<MatchingLine>& lines) {
    if (sink_) return print_rows(page, part, lines);
    std::cout << text::printable(page.url) << (part == "body" ? " (body)" : "") << '\n';
    for (const MatchingLine& line : lines) {
      std::size_t number = line.number - line.before.size();
      for (const std::string& text : line.before) print_line(number++, '-', text);
      print_line(number++, ':', line.text);
      for (const std::string& text : line.after) print_line(number++, '-', text);
    }
  }
  void end() {
    if (sink_) sink_->end();
  }

 private:
  void print_rows(const storage::StoredPage& page, std::string_view part,
                  const std::vector<MatchingLine>& lines) {
    for (const MatchingLine& line : lines) {
      const storage::Value row[] = {page.id, page.url, std::string(part),
                                    static_cast<std::int64_t>(line.number), line.text};
      sink_->row(row);
    }
  }
  static void print_line(std::size_t number, char mark, const std::string& text) {
    std::cout << fmt::format("  {}{} {}\n", number, mark, text::printable(text));
  }

  std::unique_ptr<storage::RowSink> sink_;
};

storage::PageContent content_of(storage::StoredPage& page) {
  storage::PageContent content;
  content.url = page.url;
  content.content_type = page.content_type;
  content.charset = page.charset;
  content.body = std::move(page.body);
  return content;
}

ExitCode find_pattern(const Arguments& arguments, const std::string& pattern) {
  const Part part = part_of(arguments);
  const std::int64_t most = count_of(arguments, "limit", kUsualPages);
  const auto context = static_cast<std::size_t>(count_of(arguments, "context", 0));
  std::unique_ptr<RegexpSearch> search;
  try {
    search = std::make_unique<RegexpSearch>(pattern, context);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
  storage::StoredPages pages(arguments.words[0]);
  LinePrinter printer(format_of(arguments));
  std::int64_t found = 0;
  bool is_cut = false;
  const auto readers = sql_functions();
  while (auto page = pages.next()) {
    std::vector<MatchingLine> lines;
    const storage::PageContent content = content_of(*page);
    const auto text = part == Part::body ? std::nullopt : readers.text_of(content);
    if (text) lines = search->in(*text);
    const bool is_text = !lines.empty();
    if (!is_text && part != Part::text && !is_binary(content.body))
      lines = search->in(readers.utf8_of(content).value_or(content.body));
    if (lines.empty()) continue;
    if (most > 0 && found == most) {
      is_cut = true;
      break;
    }
    printer.print(*page, is_text ? "text" : "body", lines);
    ++found;
  }
  printer.end();
  if (found == 0) complain(arguments.words[0], "no page has that");
  if (is_cut) say_cut(most);
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments) {
  const std::string words = words_of(arguments);
  if (arguments.has("regexp")) return find_pattern(arguments, words);
  part_of(arguments);  // or a mistake would be passed over
  if (arguments.has("context")) throw UsageError("--context is for --regexp");
  return find_words(arguments, words);
}

}  // namespace

Command search_command() {
  Command command;
  command.name = "search";
  command.summary = "look for words or a pattern in the pages of a crawl file";
  command.usage = "DB WORDS…";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 2;
  command.words_most = 1000;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
