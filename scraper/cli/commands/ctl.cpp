#include <algorithm>
#include <chrono>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/order_text.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/orders.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/settings/units.hpp"
#include "scraper/cli/suggest.hpp"
#include "storage/export/formats.hpp"
#include "storage/file/database.hpp"
#include "storage/file/error.hpp"
#include "storage/file/schema.hpp"
#include "storage/given_order.hpp"
#include "storage/order_matches.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Steers a crawl while it runs, by its file; the crawl need not show a page. The orders are

  drop                   skip URLs that wait           pause [HOST]      ask nothing, of one host or of all
  requeue                fetch URLs again that are     resume [HOST]     go on
                         over: done, failed, skipped   delay HOST TIME   give a host a delay of its own, or off
  prioritize [N]         ask them earlier, as          stop              end the crawl; it can be resumed
                         priority N (10)               set NAME=VALUE…   limit, host-limit, time-limit, size-limit,
  include RE             fetch only what matches                         rate, per-host, delay
  exclude RE             skip what matches             undo [ORDER]      take the last order back, or that one
                                                       orders            list them

drop, requeue and prioritize say which URLs by flags, which all have to hold. --where takes a condition in SQL over the
table urls, which has the name of the host as well; --dry-run counts and shows some, and changes nothing. include and
exclude hold for links that are found from then on and for all that waits, and stay with the crawl, like set.

An order is one transaction: a kill leaves all of it or nothing. It is a row of the table orders and an event, and the
newest 20 that changed URLs can be undone: what has happened to a URL since then stays. What is in flight goes on.
On a file on which no crawl runs, drop, requeue, prioritize and their undo work as well; 'trawl resume' goes on then.

Example:
  trawl ctl example.org.db drop --url '/calendar/' --dry-run
  trawl ctl example.org.db drop --url '/calendar/'
  trawl ctl example.org.db undo
  trawl ctl example.org.db requeue --status 5xx,429
  trawl ctl example.org.db prioritize 50 --where "depth <= 2 AND url LIKE '%/news/%'"
  trawl ctl example.org.db set rate=2/s limit=5000
  trawl ctl example.org.db delay example.org 5s
  trawl ctl example.org.db exclude '\?sort='
  trawl ctl example.org.db pause

Exit codes: 0 done, 1 nobody took the order in time, 2 usage, or the order was refused, 3 the crawl file.
)";

constexpr std::chrono::milliseconds kUsualPatience{30'000};

std::vector<Flag> flags() {
  return {
      {"url", 0, "TEXT", "URLs that contain TEXT; with *, which stands for any text: that are like it",
       "Which URLs"},
      {"like", 0, "PATTERN", "URLs that are LIKE the pattern, as in SQL", "Which URLs"},
      {"regexp", 'E', "RE", "URLs in which the pattern (RE2) is found", "Which URLs"},
      {"host", 0, "HOST", "of that host, with or without its scheme", "Which URLs"},
      {"depth", 'd', "N|N-M|N-", "so many links away from a seed", "Which URLs"},
      {"state", 0, "STATES", "for requeue: done, failed, skipped (all of these)", "Which URLs"},
      {"status", 0, "STATUS", "whose newest page has it: 404, 5xx, 0 for no answer; several with commas",
       "Which URLs"},
      {"where", 0, "SQL", "for which the condition on the table urls holds", "Which URLs"},
      {"all", 0, "", "all of them", "Which URLs"},
      {"dry-run", 0, "", "count the URLs and show some; change nothing", "Order"},
      {"timeout", 't', "TIME", "take the order back if nobody has taken it after TIME (30s)", "Order"},
      {"json", 0, "", "print one JSON object; orders: one array", "Format"},
  };
}

constexpr std::string_view kUndo = "undo", kOrders = "orders", kSpelling = "prioritise";

/// The words after the action as fields.
storage::OrderFields fields_in(const std::vector<std::string>& words, const std::string& action) {
  storage::OrderFields fields;
  const auto take_one = [&](const char* name) {
    if (words.size() > 3)
      throw UsageError(fmt::format("ctl {}: '{}' is one word too many", action, words[3]));
    if (words.size() > 2) fields.emplace_back(name, words[2]);
  };
  if (action == "set") {
    for (std::size_t i = 2; i < words.size(); ++i) {
      const std::size_t equals = words[i].find('=');
      if (equals == std::string::npos)
        throw UsageError(fmt::format("ctl set: '{}' has no value; write {}=VALUE", words[i], words[i]));
      fields.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
  } else if (action == "delay") {
    if (words.size() != 4)
      throw UsageError("ctl delay: write a host and a time, as in: delay example.org 5s");
    fields = {{"host", words[2]}, {"time", words[3]}};
  } else if (action == "include" || action == "exclude") {
    take_one("pattern");
  } else if (action == "pause" || action == "resume") {
    take_one("host");
  } else if (action == kUndo) {
    take_one("order");
  } else if (action == "prioritize") {
    take_one("priority");
  } else if (words.size() > 2) {
    throw UsageError(fmt::format("ctl {}: '{}' is one word too many", action, words[2]));
  }
  return fields;
}

storage::Order order_in(const Arguments& arguments) {
  std::string action = arguments.words[1];
  if (action == kSpelling) action = "prioritize";
  if (!storage::order_action_named(action)) {
    std::vector<std::string_view> names{kOrders};
    for (int i = 0; i <= static_cast<int>(storage::OrderAction::undo); ++i)
      names.push_back(storage::name_of(static_cast<storage::OrderAction>(i)));
    throw UsageError(fmt::format("'{}' is no order{}; the orders are {}", action, did_you_mean(action, names),
                                 fmt::join(names, ", ")));
  }
  storage::OrderFields fields = fields_in(arguments.words, action);
  for (const auto& given : arguments.flags)
    if (storage::is_filter_field(given.flag)) fields.emplace_back(given.flag, given.values.back());
  try {
    return order_of(action, fields, "ctl");
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

ExitCode show_preview(const std::string& file, const storage::Order& order, bool is_json) {
  const bool is_rule =
      order.action == storage::OrderAction::include || order.action == storage::OrderAction::exclude;
  if (!storage::moves_urls(order.action))
    throw UsageError(
        fmt::format("--dry-run counts URLs, and {} changes none", storage::name_of(order.action)));
  try {
    const auto preview = storage::preview_of(file, order, sql_functions());
    std::cout << (is_json ? preview_json(preview) + "\n"
                          : preview_text(preview, is_rule ? "skip" : storage::name_of(order.action)));
  } catch (const storage::Error& error) {
    if (error.kind() == storage::ErrorKind::sql) throw UsageError(error.what());
    throw;
  }
  return ExitCode::done;
}

ExitCode list_orders(const std::string& file, bool is_json) {
  if (storage::schema_version(file) < storage::kOrdersSince) {
    if (is_json) std::cout << "[]\n";
    return ExitCode::done;
  }
  const auto format = is_json ? *storage::format_named("json") : usual_format();
  storage::run_query(
      file, "SELECT id, at, source, action, arguments, state, counted, message FROM orders ORDER BY id DESC",
      *storage::format_sink(format, std::cout, stdout_width()));
  return ExitCode::done;
}

std::chrono::milliseconds patience_of(const Arguments& arguments) {
  const std::string* const time = arguments.value("timeout");
  if (time == nullptr) return kUsualPatience;
  try {
    return parse_duration(*time);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

ExitCode tell(const std::string& file, const storage::Order& order, const storage::GivenOrder& given,
              bool is_json) {
  using Fate = storage::GivenOrder::Fate;
  const std::string_view action = storage::name_of(order.action);
  if (given.fate == Fate::untaken) {
    complain(file, fmt::format("nobody took the order '{}' in time: what has the file takes no orders now",
                               action));
    return ExitCode::failed;
  }
  if (given.fate == Fate::no_crawl)
    throw UsageError(
        fmt::format("no crawl runs on {}, so '{}' has nothing to act on; the flags of 'trawl resume' change "
                    "how it goes on",
                    file, action));
  if (is_json) std::cout << safe_json(order_json(given.order)) << '\n';
  if (given.order.state == "refused") {
    complain(file, given.order.message);
    return ExitCode::usage;
  }
  const bool can_undo =
      order.action != storage::OrderAction::undo && order.action != storage::OrderAction::stop;
  if (!is_json)
    std::cout << text::printable(given.order.message)
              << (can_undo ? fmt::format("; to undo: trawl ctl {} undo {}", shell_word(file), given.order.id)
                           : "")
              << '\n';
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments) {
  const std::string& file = arguments.words[0];
  const bool is_json = arguments.has("json");
  if (arguments.words[1] == kOrders) return list_orders(file, is_json);
  const storage::Order order = order_in(arguments);
  const auto patience = patience_of(arguments);
  if (!storage::Reader(file).newest_crawl()) throw UsageError(fmt::format("{} has no crawl yet", file));
  if (arguments.has("dry-run")) return show_preview(file, order, is_json);
  return tell(file, order, storage::give_order(file, order, sql_functions(), patience), is_json);
}

}  // namespace

Command ctl_command() {
  Command command;
  command.name = "ctl";
  command.summary = "steer a crawl while it runs: pause, drop, requeue, limits, rules, undo";
  command.usage = "DB ORDER [WORDS…]";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = 2;
  command.words_most = 20;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
