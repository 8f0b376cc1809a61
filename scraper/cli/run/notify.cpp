#include "scraper/cli/run/notify.hpp"

#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/settings/kept_option.hpp"
#include "scraper/cli/spider/allowed_commands.hpp"
#include "scraper/crawl/commands.hpp"
#include "scraper/crawl/ending.hpp"

namespace trawl::cli {
namespace {

constexpr std::chrono::seconds kLongest{30};

}  // namespace

std::vector<std::string> command_words(std::string_view text) {
  std::vector<std::string> words;
  bool is_in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      is_in_word = false;
      continue;
    }
    if (!std::exchange(is_in_word, true)) words.emplace_back();
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      words.back() += text[++i];
    } else if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (quote == c) {
      quote = 0;
    } else {
      words.back() += c;
    }
  }
  if (quote != 0) throw std::invalid_argument("a quote is not closed");
  if (words.empty() || words.front().empty()) throw std::invalid_argument("it names no program");
  return words;
}

void set_notify(CrawlSettings& settings, const Arguments& arguments) {
  const std::string* const command = arguments.value(kNotify.name);
  if (command == nullptr) return;
  if (!arguments.has(kAllowCommands.name))
    throw UsageError(fmt::format("--notify runs a program on this machine; if you want that, add --{}",
                                 kAllowCommands.name));
  try {
    settings.notify = command_words(*command);
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--notify '{}': {}", *command, error.what()));
  }
}

std::string summary_json(const CrawlSettings& settings, const CrawlEnd& end) {
  const storage::LiveNumbers& numbers = end.numbers;
  Json items = Json::array();
  for (const storage::TableReport& table : end.items.tables)
    items.push_back(
        {{"table", table.table}, {"rows", table.rows}, {"new", table.added}, {"changed", table.changed}});
  const Json summary{{"file", settings.options.output.string()},
                     {"crawl_id", end.crawl_id},
                     {"seeds", settings.options.seeds},
                     {"end", crawl::reason_of(end.ending)},
                     {"exit_code", static_cast<int>(exit_code_of(end))},
                     {"pages", numbers.pages},
                     {"sitemaps", numbers.sitemaps},
                     {"errors", numbers.errors},
                     {"skipped", numbers.skipped},
                     {"retries", numbers.retries},
                     {"queued", numbers.queued},
                     {"held", numbers.held},
                     {"links", numbers.links},
                     {"bytes", numbers.bytes},
                     {"seconds", numbers.elapsed_s},
                     {"items", std::move(items)},
                     {"failed", end.failed_gates}};
  return summary.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string notify(const CrawlSettings& settings, const CrawlEnd& end) {
  if (settings.notify.empty()) return "";
  crawl::CommandLimits limits;
  limits.time = kLongest;
  crawl::Commands commands(limits);
  const extract::CommandEnd ended = commands.run(settings.notify, summary_json(settings, end));
  return ended.failure.empty() ? "" : fmt::format("--notify: {}: {}", settings.notify.front(), ended.failure);
}

}  // namespace trawl::cli
