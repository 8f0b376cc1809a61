#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/selector_shell.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/cli/settings/settings_layers.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/crawl/single_fetch.hpp"
#include "scraper/page/content_type.hpp"
#include "storage/query.hpp"
#include "storage/stored_pages.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Opens a page, and answers selectors about it, one command a line. URL is fetched once, without a crawl and
without robots.txt; a crawl file opens its first page, and asks no server. In a pipe there is no prompt, and a
command that fails makes the exit code 1.

  css SELECTOR      what a CSS selector finds, one match a line: css h1::text
  xpath XPATH       the same for XPath
  json PATH         the same for a JSONPath or a JSON Pointer
  items -f FILE     the rows that the rules of a spider file make of the page, as JSON lines
  jsonld PATH, meta NAME, regex RE2, format text|html|json, links, text, source
  open URL|NUMBER   another page; 'pages' lists the numbers of a crawl file
  help              all commands

Example:
  trawl shell https://example.org/
  echo 'css h1::text' | trawl shell example.org.db
)";

/// The cells of a result as one line a row.
class Lines : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const storage::Value> cells) override {
    for (std::size_t i = 0; i < cells.size(); ++i)
      text += (i == 0 ? "" : "\t") + storage::cell_text(cells[i]);
    text += '\n';
  }
  void end() override {}
  std::string text;
};

std::string sql_string(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

/// Pages that StoredPages reads, as it does the newest of each URL.
constexpr std::string_view kPages =
    "SELECT max(id), url, title FROM pages WHERE body_id IS NOT NULL AND error IS NULL AND (status BETWEEN "
    "200 "
    "AND 299 OR status = 304)";

std::string listed_pages(const std::string& file, const std::string& text) {
  constexpr std::int64_t kMost = 100;
  Lines lines;
  storage::QueryLimits limits;
  limits.rows = kMost;
  const auto end = storage::run_query(
      file, fmt::format("{} AND instr(url, {}) GROUP BY url_id ORDER BY 1", kPages, sql_string(text)), lines,
      limits);
  if (end.cut)
    lines.text += fmt::format("… the first {}; pages TEXT lists those whose URL has TEXT\n", kMost);
  return lines.text;
}

/// "" is the first page.
ShellPage stored_page(const std::string& file, const std::string& which) {
  std::string id = which.empty() ? "0" : which;
  if (!text::is_number(id)) {
    Lines lines;
    storage::run_query(file, fmt::format("{} AND url = {} GROUP BY url_id", kPages, sql_string(which)),
                       lines);
    id = lines.text.substr(0, lines.text.find('\t'));
    if (id.empty()) throw std::runtime_error(fmt::format("the file has no page of {}", which));
  }
  constexpr std::size_t kMostDigits = 18;
  if (id.size() > kMostDigits) throw std::runtime_error(fmt::format("there is no page {}", which));
  storage::StoredPages pages(file);
  pages.go_to(std::stoll(id));
  auto page = pages.next();
  if (!page && which.empty()) throw std::runtime_error(file + " has no page with a body");
  if (!page || (!which.empty() && page->id != std::stoll(id)))
    throw std::runtime_error(fmt::format("there is no page {}; 'pages' lists them", which));
  auto url = fetch::Url::parse(page->url);
  if (!url) throw std::runtime_error(fmt::format("{} is no URL", page->url));
  const std::string charset = page->charset.empty() ? "" : "; charset=" + page->charset;
  return {*std::move(url), std::move(page->body), page->content_type + charset, page->content_type};
}

aio::Coroutine<void> fetch_one(crawl::SingleFetch& fetcher, fetch::Url url,
                               std::optional<crawl::Fetched>& result) {
  auto fetched = co_await fetcher.fetch(std::move(url));
  result.emplace(std::move(fetched));
}

ShellPage fetched_page(const Arguments& arguments, const std::string& which) {
  const auto urls = seeds_of({which}, "");
  crawl::Options options = settings_of_new_crawl(arguments).options;
  options.obey_robots = arguments.has("robots") && options.obey_robots;
  options.tries = 1;
  aio::EventLoop loop;
  crawl::SingleFetch fetcher(loop, options, urls);
  std::optional<crawl::Fetched> fetched;
  loop.run_until_complete(fetch_one(fetcher, urls.at(0), fetched));
  if (!fetched->has_answer())
    throw std::runtime_error(fmt::format("{}: {}", fetched->url.href(), fetched->error_detail));
  const fetch::Response& answer = fetched->answer();
  return {answer.url, answer.body, page::content_type_of(answer), media_type(*fetched)};
}

bool is_crawl_file(const std::string& word) {
  std::error_code none;
  return word.find("://") == std::string::npos && std::filesystem::is_regular_file(word, none);
}

void print(const SelectorShell::Answer& answer, bool& has_failed) {
  for (const std::string& note : answer.notes) std::cerr << "trawl: " << text::printable(note) << '\n';
  std::cout << (stdout_is_terminal() ? terminal_text(answer.out) : answer.out) << std::flush;
  if (answer.complaint.empty()) return;
  has_failed = true;
  std::cerr << "trawl: " << text::printable(answer.complaint) << '\n';
}

ExitCode run(const Arguments& arguments) {
  const std::string& source = arguments.words[0];
  const bool is_file = is_crawl_file(source);
  SelectorShell::Pages pages;
  if (is_file) pages = [&source](const std::string& text) { return listed_pages(source, text); };
  SelectorShell shell(
      [&](const std::string& which) {
        return is_file ? stored_page(source, which) : fetched_page(arguments, which);
      },
      std::move(pages), arguments.has(kAllowCommands.name));
  shell.open(is_file ? "" : source);
  const bool has_prompt = isatty(STDIN_FILENO) == 1 && stderr_is_terminal();
  bool has_failed = false;
  if (has_prompt) print(shell.answer("page"), has_failed);
  std::string line;
  while (true) {
    if (has_prompt) std::cerr << "trawl> " << std::flush;
    if (!std::cout || !std::getline(std::cin, line)) break;
    const auto answer = shell.answer(line);
    if (answer.is_end) return !has_prompt && has_failed ? ExitCode::failed : ExitCode::done;
    print(answer, has_failed);
  }
  if (has_prompt) std::cerr << '\n';
  return !has_prompt && has_failed ? ExitCode::failed : ExitCode::done;
}

}  // namespace

Command shell_command() {
  Command command;
  command.name = "shell";
  command.summary = "try selectors on a page, line by line";
  command.usage = "URL|DB";
  command.notes = kNotes;
  command.flags = network_flags();
  command.flags.push_back({"robots", 0, "HOW", "obey or ignore robots.txt (ignore)", "What to fetch"});
  command.flags.push_back(kAllowCommands);
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
