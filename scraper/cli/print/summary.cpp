#include "scraper/cli/print/summary.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "fetch/text/time.hpp"
#include "scraper/cli/print/item_lines.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/settings/units.hpp"
#include "storage/skip_reason.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kMostReasons = 8;
constexpr std::size_t kMostWhys = 3;
constexpr std::size_t kMostColumns = 6;

std::string_view headline(const CrawlEnd& end) {
  switch (end.ending) {
    case crawl::Ending::finished:
      if (end.had_nothing_new) return "finished: nothing new to fetch";
      return has_fetched(end) ? "finished: nothing left to fetch" : "nothing could be fetched";
    case crawl::Ending::page_limit:
      return "stopped: page limit reached";
    case crawl::Ending::size_limit:
      return "stopped: size limit reached";
    case crawl::Ending::time_limit:
      return "stopped: time limit reached";
    case crawl::Ending::parked:
      return "stopped: the hosts that are left ask for a longer wait than --max-wait allows";
    case crawl::Ending::interrupted:
      return "interrupted";
  }
  return "";
}

bool can_go_on(crawl::Ending ending) {
  return ending != crawl::Ending::finished;
}

/// "12 timeout, 3 dns", the most frequent first.
std::string counted(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < sorted.size() && i < kMostReasons; ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", grouped(sorted[i].second), sorted[i].first);
  }
  if (sorted.size() > kMostReasons) text += ", …";
  return text::printable(text);
}

std::string status_classes(const storage::LiveNumbers& numbers) {
  std::string text;
  for (std::size_t i = 1; i < numbers.status_classes.size(); ++i) {
    if (numbers.status_classes[i] == 0) continue;
    text += fmt::format("{}{} {}xx", text.empty() ? "" : ", ", grouped(numbers.status_classes[i]), i);
  }
  return text;
}

std::string line(std::string_view label, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {:<9} {}\n", label, text);
}

std::string pages_line(const storage::LiveNumbers& numbers) {
  const auto elapsed = std::chrono::milliseconds(std::llround(numbers.elapsed_s * 1'000));
  const double rate =
      numbers.elapsed_s > 0 ? static_cast<double>(numbers.pages_this_run) / numbers.elapsed_s : 0;
  std::string text =
      fmt::format("{} in {}, {:.1f}/s", grouped(numbers.pages_this_run), duration_text(elapsed), rate);
  if (numbers.pages != numbers.pages_this_run)
    text += fmt::format(" ({} including earlier runs)", grouped(numbers.pages));
  return text;
}

std::string errors_line(const storage::LiveNumbers& numbers) {
  if (numbers.errors.empty()) return "";
  return fmt::format("{}: {}", grouped(numbers.error_count()), counted(numbers.errors));
}

std::string parked_line(const storage::LiveHost& host, double now) {
  const auto wait = std::chrono::seconds(std::llround(std::ceil(host.wait_s)));
  return fmt::format("{}: {} URL{} ({}); may be asked in {}, from {} on", host.name, grouped(host.queued),
                     host.queued == 1 ? "" : "s", host.wait_reason, duration_text(wait),
                     text::iso_seconds(std::llround(std::ceil(now + host.wait_s))));
}

/// The first to be asked again come first.
std::string parked_lines(std::vector<storage::LiveHost> hosts) {
  std::sort(hosts.begin(), hosts.end(), [](const auto& a, const auto& b) { return a.wait_s < b.wait_s; });
  std::string lines;
  const double now = text::epoch_now();
  for (std::size_t i = 0; i < hosts.size() && i < kMostReasons; ++i)
    lines += line("parked", parked_line(hosts[i], now));
  if (hosts.size() > kMostReasons)
    lines += line("", fmt::format("and {} more hosts",
                                  grouped(std::ssize(hosts) - static_cast<std::int64_t>(kMostReasons))));
  return lines;
}

/// The shapes whose URLs are held back, those with the most URLs first.
std::string held_lines(std::vector<storage::ShapeRecord> shapes) {
  constexpr std::size_t kMostShapes = 5;
  std::stable_sort(shapes.begin(), shapes.end(),
                   [](const auto& a, const auto& b) { return a.waiting > b.waiting; });
  std::string lines;
  for (std::size_t i = 0; i < shapes.size() && i < kMostShapes; ++i)
    lines += line("held back",
                  fmt::format("{} URL{} like {}{}: {} fetched, and the last brought nothing new (id {})",
                              grouped(shapes[i].waiting), shapes[i].waiting == 1 ? "" : "s", shapes[i].host,
                              text::printable(shapes[i].shape), grouped(shapes[i].fetched), shapes[i].id));
  if (shapes.size() > kMostShapes)
    lines += line("", fmt::format("and {} more shapes, in the view shape_summary",
                                  grouped(std::ssize(shapes) - static_cast<std::int64_t>(kMostShapes))));
  return lines;
}

/// A limit that lets a crawl go on which has reached its page limit: -n counts the pages of all of its runs.
std::int64_t next_page_limit(const storage::LiveNumbers& numbers) {
  const std::int64_t more = numbers.page_limit > 0 ? numbers.page_limit : numbers.pages;
  return numbers.pages + std::max<std::int64_t>(more, 1);
}

/// What `trawl resume` needs besides: a limit that counts all runs ends the next one at once.
std::string how_to_go_on(const CrawlEnd& end) {
  constexpr std::int64_t kMegabyte = 1 << 20;
  switch (end.ending) {
    case crawl::Ending::page_limit:
      return fmt::format(" -n {}", next_page_limit(end.numbers));
    case crawl::Ending::size_limit:
      return fmt::format(" --size-limit {}M", (2 * end.numbers.bytes + kMegabyte - 1) / kMegabyte);
    case crawl::Ending::parked:
      return "   (once a host may be asked again; --max-wait 0 waits for all)";
    default:
      return "";
  }
}

/// A query for the first table of the spider file that has rows; "" for none.
std::string items_query(const storage::ItemReport& items) {
  const auto table = std::find_if(items.tables.begin(), items.tables.end(),
                                  [](const storage::TableReport& one) { return one.rows > 0; });
  if (table == items.tables.end()) return "";
  std::string columns;
  std::size_t fields = 0;
  for (const storage::FieldReport& field : items.fields)
    if (field.table == table->table && ++fields <= kMostColumns)
      columns += (columns.empty() ? "" : ", ") + storage::readable_name(field.field);
  return fmt::format("SELECT {} FROM {} LIMIT 10", columns.empty() ? "*" : columns,
                     storage::readable_name(table->table));
}

std::string next_steps(const CrawlEnd& end, const std::string& file) {
  const crawl::Ending ending = end.ending;
  std::string text = "Next:\n";
  const std::string_view commands = end.runs_commands ? " --allow-commands" : "";
  if (can_go_on(ending)) text += fmt::format("  trawl resume {}{}{}\n", file, commands, how_to_go_on(end));
  if (end.numbers.held > 0)
    text += fmt::format("  trawl resume {}{} --release all   (or the id of a shape that is held back)\n",
                        file, commands);
  if (ending == crawl::Ending::page_limit) text += fmt::format("  trawl recrawl {}{}\n", file, commands);
  if (const std::string sql = items_query(end.items); !sql.empty())
    text += fmt::format("  trawl query {} {}\n", file, shell_word(sql));
  return text + fmt::format(
                    "  trawl query {0} 'SELECT status, count(*) FROM pages GROUP BY status'\n"
                    "  trawl serve {0}\n",
                    file);
}

}  // namespace

bool has_fetched(const CrawlEnd& end) {
  const auto& classes = end.numbers.page_classes;
  return std::any_of(classes.begin() + 1, classes.end(), [](std::int64_t count) { return count > 0; });
}

ExitCode exit_code_of(const CrawlEnd& end) {
  switch (end.ending) {
    case crawl::Ending::parked:
    case crawl::Ending::interrupted:
      return ExitCode::interrupted;
    case crawl::Ending::size_limit:
      return ExitCode::size_limit;
    case crawl::Ending::time_limit:
      return ExitCode::time_limit;
    default:
      if (!has_fetched(end) && !end.had_nothing_new) return ExitCode::nothing;
      return end.failed_gates.empty() ? ExitCode::done : ExitCode::gate;
  }
}

std::string failure_text(const CrawlEnd& end) {
  if (!end.warnings.empty()) return "nothing could be fetched: " + end.warnings.front();
  const std::string errors = errors_line(end.numbers), skipped = counted(end.numbers.skipped);
  if (!errors.empty()) return "nothing could be fetched; errors: " + errors;
  return "nothing could be fetched" + (skipped.empty() ? "" : "; skipped: " + skipped);
}

std::string summary(const CrawlEnd& end, const std::filesystem::path& file, std::int64_t file_bytes) {
  const storage::LiveNumbers& numbers = end.numbers;
  const std::string word = shell_word(file.string());
  std::string text = fmt::format("{}\n", headline(end));
  text += line("crawl", end.crawl);
  text += line("pages", pages_line(numbers));
  text += line("answers", status_classes(numbers));
  if (numbers.sitemaps > 0) text += line("sitemaps", grouped(numbers.sitemaps));
  text += line("errors", errors_line(numbers));
  for (const std::string& warning : end.warnings) text += line("why", text::printable(warning));
  std::size_t whys = end.warnings.size();
  for (const std::string& hint : end.hints) {
    const bool is_told = std::find(end.warnings.begin(), end.warnings.end(), hint) != end.warnings.end();
    if (!is_told && ++whys <= kMostWhys) text += line("why", text::printable(hint));
  }
  auto skipped = numbers.skipped;
  skipped.erase(std::string(storage::name_of(storage::SkipReason::another_crawl)));
  text += line("skipped", counted(skipped));
  if (numbers.retries > 0) text += line("retries", grouped(numbers.retries));
  if (numbers.queued > 0) text += line("queued", fmt::format("{} URLs", grouped(numbers.queued)));
  text += parked_lines(end.parked);
  text += held_lines(end.held);
  text += line("bytes", fmt::format("{} ({}B)", grouped(numbers.bytes), size_text(numbers.bytes)));
  for (const auto& [label, content] : item_lines(end.items)) text += line(label, content);
  for (const std::string& gate : end.failed_gates) text += line("failed", text::printable(gate));
  for (const std::string& gate : end.unjudged_gates) text += line("unknown", text::printable(gate));
  text += line("file", fmt::format("{}, {}B", word, size_text(file_bytes)));
  return text + next_steps(end, word);
}

}  // namespace trawl::cli
