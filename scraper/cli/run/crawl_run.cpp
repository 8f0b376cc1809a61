#include "scraper/cli/run/crawl_run.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/sleep.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/text/time.hpp"
#include "scraper/cli/print/shell_word.hpp"
#include "scraper/cli/print/status_line.hpp"
#include "scraper/cli/run/crawl_view.hpp"
#include "scraper/cli/run/empty_tables.hpp"
#include "scraper/cli/run/gate.hpp"
#include "scraper/cli/run/gate_check.hpp"
#include "scraper/cli/run/notify.hpp"
#include "scraper/cli/run/page_extras.hpp"
#include "scraper/cli/run/page_orders.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/run/stop_signals.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/crawl/crawler.hpp"
#include "scraper/crawl/visit/item_rows.hpp"
#include "storage/file/views.hpp"
#include "storage/file_counts.hpp"
#include "storage/live.hpp"
#include "storage/reader.hpp"
#include "web/server.hpp"

namespace trawl::cli {
namespace {

constexpr std::size_t kHostsShown = 100;
constexpr std::size_t kPagesShown = 50;
/// How long the end of a crawl waits for the pages that are open, and how often it looks.
constexpr std::chrono::seconds kLongestLook{3};
constexpr std::chrono::milliseconds kLook{20};

Verbosity verbosity_of(const CrawlSettings& settings) {
  if (settings.is_quiet) return Verbosity::quiet;
  return settings.is_verbose ? Verbosity::verbose : Verbosity::normal;
}

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

std::vector<std::string> newest_warnings(const std::filesystem::path& file) {
  constexpr int kEventsLookedAt = 20;
  constexpr std::size_t kMost = 3;
  std::vector<std::string> warnings;
  for (storage::EventRecord& event : storage::Reader(file).recent_events(kEventsLookedAt)) {
    const bool is_new = std::find(warnings.begin(), warnings.end(), event.message) == warnings.end();
    if (event.level != "info" && is_new && warnings.size() < kMost)
      warnings.push_back(std::move(event.message));
  }
  return warnings;
}

/// Which crawl of the file it was, and what it did with what the file knew; "" for the first.
std::string story_of(const storage::CrawlStart& start, const crawl::Crawler::KnownUrls& known) {
  std::string text;
  if (start.resumed) {
    text = fmt::format("continued, begun {}", start.started_at);
    if (known.judged_again > 0)
      text += fmt::format("; {} URLs that other flags had skipped were judged again",
                          grouped(known.judged_again));
  } else if (start.crawls > 1) {
    text = fmt::format("a new one, number {} in this file", start.crawls);
  }
  if (known.unchanged > 0) text += fmt::format("; {} pages unchanged", grouped(known.unchanged));
  if (known.fresh > 0) text += fmt::format("; {} known pages not asked again", grouped(known.fresh));
  return text;
}

/// Calls a function once a second for as long as it lives.
class EverySecond {
 public:
  EverySecond(aio::EventLoop& loop, std::function<void()> callback)
      : loop_(loop), callback_(std::move(callback)), next_(due()) {}
  ~EverySecond() { next_.cancel(); }
  EverySecond(const EverySecond&) = delete;
  EverySecond& operator=(const EverySecond&) = delete;

 private:
  aio::Handle due() {
    return loop_.call_later(std::chrono::seconds(1), [this] {
      next_ = due();
      callback_();
    });
  }

  aio::EventLoop& loop_;
  std::function<void()> callback_;
  aio::Handle next_;
};

/// The parts of one run; a part may depend on those declared before it.
class CrawlRun {
 public:
  /// `kept` is what the file keeps of the options.
  CrawlRun(const CrawlSettings& settings, const std::string& kept, std::vector<fetch::Url> seeds)
      : settings_(settings), identity_(identity_of(settings, seeds)), view_(verbosity_of(settings)) {
    for (const int signal : stop_signals()) loop_.add_signal_handler(signal, [this] { interrupt(); });
    offer_ui();
    crawler_.emplace(loop_, settings.options, std::move(seeds), kept, settings.only_these);
    crawler_->set_functions(sql_functions());
  }

  CrawlEnd run() {
    if (crawler_->start().resumed) {
      const std::string pages = grouped(crawler_->progress().pages);
      view_.say(fmt::format("resuming the crawl in {}: {} pages so far", shell_word(identity_.file), pages));
    } else if (crawler_->start().crawls > 1) {
      view_.say(fmt::format("a new crawl in {}: it asks again what it reaches, if that has changed",
                            shell_word(identity_.file)));
    }
    for (const std::string& url : crawler_->start().put_aside) {
      view_.say(
          fmt::format("put aside until the next crawl: trawl was killed three times while {} was in flight",
                      text::printable(url)));
    }
    if (ui_) view_.say(fmt::format("watch it at {}", ui_->address()));
    show();
    const EverySecond ticks(loop_, [this] { show(); });
    CrawlEnd end;
    try {
      end.ending = loop_.run_until_complete(crawler_->run());
      exit_reason_ = reason_of(end.ending);
    } catch (const std::exception& error) {
      exit_reason_ = error.what();
      has_failed_ = true;
      show_the_end();
      throw;
    }
    show_the_end();
    end.crawl_id = crawler_->start().crawl_id;
    end.numbers = crawler_->progress();
    end.parked = crawler_->parked();
    end.hints = crawler_->hints();
    const crawl::Crawler::KnownUrls known = crawler_->known_urls();
    end.crawl = story_of(crawler_->start(), known);
    end.had_nothing_new = known.fresh > 0;
    return end;
  }

 private:
  /// What stays the same while the crawl runs.
  static storage::LiveCrawl identity_of(const CrawlSettings& settings, const std::vector<fetch::Url>& seeds) {
    storage::LiveCrawl crawl;
    crawl.name = seeds.front().without_credentials().href();
    crawl.file = settings.options.output.string();
    crawl.version = TRAWL_VERSION;
    crawl.started_at = text::iso_time(text::epoch_now());
    return crawl;
  }

  void offer_ui() {
    if (!settings_.ui) return;
    web::ServerOptions options;
    options.address = settings_.ui->address;
    options.port = settings_.ui->port;
    options.password = settings_.ui_password;
    options.extras = page_extras();
    options.extras.orders = page_orders(settings_.options.output);
    web::Commands commands;
    commands.pause = on_loop([this] { crawler_->pause(); });
    commands.resume = on_loop([this] { crawler_->go_on(); });
    commands.stop = on_loop([this] { interrupt(); });
    ui_ = std::make_unique<web::Server>(options, board_, std::move(commands), settings_.options.output);
  }

  /// Wraps a command for callers on other threads. The loop runs nothing until the crawler exists.
  std::function<void()> on_loop(std::function<void()> command) {
    return [this, command = std::move(command)] { loop_.call_soon_threadsafe(command); };
  }

  void interrupt() {
    ++interrupts_;
    if (has_ended_) return;
    if (interrupts_ == 1) {
      view_.say("stopping: fetches in flight have 10 s to finish; press Ctrl-C again to give them up");
      crawler_->stop();
    } else {
      crawler_->stop_now();
    }
  }

  /// The server lives on until the pages that are open have seen how it ended, or the user loses patience.
  void show_the_end() {
    has_ended_ = true;
    show();
    if (ui_ && interrupts_ < 2) loop_.run_until_complete(pages_to_see_it());
  }

  aio::Coroutine<void> pages_to_see_it() {
    const int interrupts = interrupts_;
    const aio::TimePoint deadline = loop_.time() + kLongestLook;
    while (ui_->has_waiting_page() && interrupts_ == interrupts && loop_.time() < deadline)
      co_await aio::sleep(kLook);
  }

  void show() {
    storage::LiveCrawl live = identity_;
    live.exit_reason = exit_reason_;
    live.numbers = crawler_->progress();
    if (has_failed_) live.numbers.state = storage::CrawlState::failed;
    live.recent = crawler_->recent(kPagesShown);
    view_.show_pages(live.recent, live.numbers.pages_this_run);
    view_.show(live.numbers);
    if (!ui_) return;
    live.hosts = crawler_->hosts(kHostsShown);
    std::erase_if(live.hosts, [](const storage::LiveHost& host) { return !host.was_asked; });
    board_.publish(std::move(live));
  }

  const CrawlSettings& settings_;
  const storage::LiveCrawl identity_;
  CrawlView view_;
  int interrupts_ = 0;
  bool has_ended_ = false, has_failed_ = false;
  std::string exit_reason_;  // "" until it has ended
  aio::EventLoop loop_;
  web::StatusBoard board_;
  std::optional<crawl::Crawler> crawler_;
  std::unique_ptr<web::Server> ui_;  // last: its threads call the loop and read the board
};

/// Lowers what does not fit into the limit of open descriptors, each connection being one.
CrawlSettings fitted(CrawlSettings settings) {
  const std::size_t descriptors = fetch::descriptor_limit();
  const int most = static_cast<int>(fetch::connections_that_fit(descriptors));
  crawl::Options& options = settings.options;
  options.silent_most = std::clamp(most - options.concurrency, 0, options.silent_most);
  if (options.concurrency <= most) return settings;
  CrawlView(verbosity_of(settings))
      .say(fmt::format("-c {} is lowered to {}, because this process may open {} files (see ulimit -Hn)",
                       options.concurrency, most, descriptors));
  options.concurrency = most;
  return settings;
}

/// The views of the file, which has trawl's own ones after the crawl.
std::vector<std::string> views_of(const std::filesystem::path& file) {
  std::vector<std::string> names;
  for (const storage::View& view : storage::views()) names.push_back(view.name);
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return names;
  for (std::string& name : storage::FileCounts(file).views()) names.push_back(std::move(name));
  return names;
}

/// Throws UsageError for a condition on what neither the spider file nor the crawl file has.
void refuse_unfit_gates(const crawl::Options& options) {
  std::vector<storage::ItemTable> tables;
  if (options.spider) tables = crawl::item_tables(*options.spider);
  for (const std::string& text : options.fail_on) {
    const Gate gate = parse_gate(text);
    std::string why;
    if (gate.is_about_items() && options.spider) why = misfit(gate, tables);
    if (gate.about == Gate::About::view) why = misfit(gate, views_of(options.output));
    if (gate.about == Gate::About::rows)
      why = fmt::format("--fail-on '{}': 'rows' are those of a query", text);
    if (!why.empty()) throw UsageError(why);
  }
}

/// Puts the conditions that hold into `end`, and writes the file of --junit.
void judge(const CrawlSettings& settings, CrawlEnd& end) {
  GateFacts facts;
  facts.file = settings.options.output;
  facts.items = &end.items;
  const std::vector<GateResult> results = check_gates(settings.options.fail_on, facts);
  for (const GateResult& result : results) {
    const std::string line = fmt::format("{}: {}", result.rule, result.message);
    if (result.failed) end.failed_gates.push_back(line);
    if (!result.was_judged) end.unjudged_gates.push_back(line);
  }
  write_junit(settings.junit, settings.options.output, results);
}

}  // namespace

CrawlEnd run_crawl(CrawlSettings wanted, std::vector<fetch::Url> seeds) {
  refuse_unfit_gates(wanted.options);
  std::string kept = options_json(wanted.options);
  wanted.options.seeds = {};  // perhaps millions, and nobody needs them twice
  const CrawlSettings settings = fitted(std::move(wanted));
  CrawlEnd end;
  {
    CrawlRun run(settings, kept, std::move(seeds));
    kept = {};
    end = run.run();
  }
  end.items = storage::Reader(settings.options.output).items();
  end.held = storage::Reader(settings.options.output).held_shapes(end.crawl_id);
  if (settings.options.spider) explain_empty_tables(settings.options, end.items);
  end.runs_commands =
      settings.options.allow_commands && settings.options.spider && settings.options.spider->runs_commands();
  judge(settings, end);
  if (const std::string problem = notify(settings, end); !problem.empty())
    std::cerr << "trawl: " << text::printable(problem) << '\n';
  const bool came_up_empty = end.numbers.page_classes[2] == 0;
  if (came_up_empty) end.warnings = newest_warnings(settings.options.output);
  CrawlView(verbosity_of(settings))
      .say(summary(end, settings.options.output, size_of(settings.options.output)));
  if (settings.is_quiet && exit_code_of(end) == ExitCode::nothing)
    std::cerr << "trawl: " << text::printable(failure_text(end)) << '\n';
  if (settings.is_quiet)
    for (const std::string& gate : end.failed_gates) std::cerr << "trawl: " << text::printable(gate) << '\n';
  return end;
}

}  // namespace trawl::cli
