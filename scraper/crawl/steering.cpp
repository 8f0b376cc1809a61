#include "scraper/crawl/steering.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "fetch/aio/sleep.hpp"
#include "fetch/descriptors.hpp"
#include "fetch/text/json.hpp"
#include "scraper/crawl/pattern_function.hpp"

namespace trawl::crawl {

using storage::OrderAction;
using storage::SettingChange;

namespace {

constexpr std::chrono::milliseconds kLook{250};
constexpr double kMost = 9e15;  // what a double counts exactly
constexpr std::string_view kOwnDelay = "own_delay";

std::chrono::milliseconds time_of(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1'000));
}

double seconds_of(std::chrono::milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// An option that may change while the crawl runs, by its name in the crawl file.
struct Setting {
  std::string_view name;
  double least, most;
  double (*value)(const Options&);
  void (*set)(Options&, double);
};

constexpr std::array kSettings{
    Setting{"page_limit", 0, kMost, [](const Options& o) { return static_cast<double>(o.page_limit); },
            [](Options& o, double value) { o.page_limit = static_cast<std::int64_t>(value); }},
    Setting{"host_page_limit", 0, kMost,
            [](const Options& o) { return static_cast<double>(o.host_page_limit); },
            [](Options& o, double value) { o.host_page_limit = static_cast<std::int64_t>(value); }},
    Setting{"size_limit", 0, kMost, [](const Options& o) { return static_cast<double>(o.size_limit); },
            [](Options& o, double value) { o.size_limit = static_cast<std::int64_t>(value); }},
    Setting{"time_limit", 0, 1e9, [](const Options& o) { return seconds_of(o.time_limit); },
            [](Options& o, double value) { o.time_limit = time_of(value); }},
    Setting{"concurrency", 1, 10'000, [](const Options& o) { return static_cast<double>(o.concurrency); },
            [](Options& o, double value) { o.concurrency = static_cast<int>(value); }},
    Setting{"per_host", 1, 1'000, [](const Options& o) { return static_cast<double>(o.per_host); },
            [](Options& o, double value) { o.per_host = static_cast<int>(value); }},
    Setting{"delay", 0, 1e6, [](const Options& o) { return seconds_of(o.delay); },
            [](Options& o, double value) { o.delay = time_of(value); }},
    Setting{"rate", 0, 1e9, [](const Options& o) { return o.rate; },
            [](Options& o, double value) { o.rate = value; }},
};

const Setting* setting_named(std::string_view name) {
  const auto found = std::find_if(kSettings.begin(), kSettings.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == kSettings.end() ? nullptr : &*found;
}

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

/// Throws std::invalid_argument.
SettingChange change_of(const Options& options, const std::string& name, const std::string& json) {
  const Setting* const setting = setting_named(name);
  if (setting == nullptr)
    throw std::invalid_argument(fmt::format("'{}' cannot be set while a crawl runs", name));
  const auto value = number_in(json);
  if (!value || *value < setting->least || *value > setting->most)
    throw std::invalid_argument(
        fmt::format("{}: '{}' is no number from {} to {}", name, json, setting->least, setting->most));
  if (name == "concurrency" &&
      *value > static_cast<double>(fetch::connections_that_fit(fetch::descriptor_limit())))
    throw std::invalid_argument(
        fmt::format("concurrency: {} is more than this process may open (see ulimit -Hn)", json));
  return {name, fmt::format("{}", setting->value(options)), fmt::format("{}", *value)};
}

std::string list_json(const std::vector<std::string>& texts) {
  std::string json = "[";
  for (const std::string& text : texts) {
    if (json.size() > 1) json += ',';
    text::append_json_string(json, text);
  }
  return json + "]";
}

}  // namespace

Steering::Steering(Options& options, Scope& scope, StoreThread& store, Frontier& frontier, FetcherPool& pool)
    : options_(options), scope_(scope), store_(store), frontier_(frontier), pool_(pool) {
  functions_.functions.push_back(url_matches_function());
}

aio::Coroutine<void> Steering::watch() {
  for (;;) {
    co_await aio::sleep(kLook);
    auto orders = co_await store_.waiting_orders();
    for (storage::Order& order : orders) co_await perform(std::move(order));
  }
}

aio::Coroutine<void> Steering::perform(storage::Order order) {
  storage::OrderTask task;
  task.order = std::move(order);
  const bool is_undo = task.order.action == OrderAction::undo;
  storage::UndoTarget target;
  if (is_undo) {
    const auto id = static_cast<std::int64_t>(number_in(task.order.field("order")).value_or(0));
    auto found = co_await store_.order_to_undo(id);
    target = std::move(found);
    task.undoes = target.order;
  }
  const Rules before{options_.include, options_.exclude};
  try {
    prepare(task, target);
  } catch (const std::invalid_argument& error) {
    task.refusal = error.what();
  }
  OrderAction action = task.order.action;
  if (target.order) action = storage::order_action_named(target.order->action).value_or(action);
  const bool moves = storage::moves_urls(action) && task.refusal.empty();
  std::vector<SettingChange> settings = task.settings;
  std::vector<std::int64_t> recalled;
  if (moves) {
    auto url_ids = co_await frontier_.recall();
    recalled = std::move(url_ids);
  }
  auto outcome = co_await store_.perform(std::move(task), std::move(recalled), &functions_);
  if (counted_) counted_(outcome.counts);
  if (outcome.order.state == "refused" || outcome.was_done_before) {
    set_rules(before);
    settings.clear();
    if (!moves) co_return;
    std::vector<storage::AddedPending> unchanged;
    co_await frontier_.resettle(std::move(unchanged), false);
    co_return;
  }
  if (moves) {
    auto hosts = std::exchange(outcome.hosts, {});
    co_await frontier_.resettle(std::move(hosts), action == OrderAction::requeue && !is_undo);
  }
  co_await apply(action, is_undo, std::move(settings), std::move(outcome));
}

/// Throws std::invalid_argument for an order that cannot be performed. New patterns hold from here on.
void Steering::prepare(storage::OrderTask& task, const storage::UndoTarget& target) {
  const storage::Order& order = task.order;
  const bool is_undo = order.action == OrderAction::undo;
  if (is_undo && !target.problem.empty()) throw std::invalid_argument(target.problem);
  storage::Order given = order;
  if (is_undo) {
    given.fields = target.fields;
    given.action = *storage::order_action_named(target.order->action);
  }
  if (given.action == OrderAction::set) {
    for (const auto& [name, json] : is_undo ? target.before : given.fields)
      task.settings.push_back(change_of(options_, name, json));
    if (task.settings.empty()) throw std::invalid_argument("what to set is missing");
  }
  if (given.action == OrderAction::include || given.action == OrderAction::exclude)
    prepare_rule(task, given.action, given.field("pattern"), !is_undo);
  if (given.action != OrderAction::delay) return;
  const std::string host = given.field("host");
  const auto known = own_delays_.find(host);
  SettingChange change{std::string(kOwnDelay), known == own_delays_.end() ? "null" : known->second, "null"};
  if (is_undo) {
    for (const auto& [name, json] : target.before)
      if (!json.empty()) change.after = json;
  } else if (const std::string seconds = given.field("seconds"); !seconds.empty()) {
    const auto delay = number_in(seconds);
    if (!delay || *delay < 0 || *delay > 1e6)
      throw std::invalid_argument("'" + seconds + "' is no delay in seconds");
    change.after = seconds;
  }
  if (host.empty()) throw std::invalid_argument("which host is missing");
  task.settings.push_back(std::move(change));
}

void Steering::prepare_rule(storage::OrderTask& task, OrderAction action, const std::string& pattern,
                            bool is_added) {
  if (pattern.empty()) throw std::invalid_argument("the pattern is missing");
  Rules rules{options_.include, options_.exclude};
  const bool is_include = action == OrderAction::include;
  std::vector<std::string>& list = is_include ? rules.include : rules.exclude;
  const std::string before = list_json(list);
  if (is_added) {
    list.push_back(pattern);
  } else if (const auto found = std::find(list.rbegin(), list.rend(), pattern); found != list.rend()) {
    list.erase(std::next(found).base());
  }
  task.settings.push_back({is_include ? "include" : "exclude", before, list_json(list)});
  set_rules(rules);
  if (judge_) judge_();
}

void Steering::set_rules(const Rules& rules) {
  if (rules.include == options_.include && rules.exclude == options_.exclude) return;
  scope_.set_patterns(rules.include, rules.exclude);
  options_.include = rules.include;
  options_.exclude = rules.exclude;
}

/// What the order means for the crawl beyond its file.
aio::Coroutine<void> Steering::apply(OrderAction action, bool is_undo, std::vector<SettingChange> settings,
                                     storage::OrderOutcome outcome) {
  for (const SettingChange& change : settings) {
    const Setting* const setting = setting_named(change.name);
    if (setting != nullptr) setting->set(options_, *number_in(change.after));
    if (change.name != kOwnDelay) continue;
    for (const auto& [id, name] : outcome.named) {
      frontier_.set_own_delay(id, name, number_in(change.after));
      own_delays_[name] = change.after;
      own_delays_[name.substr(name.find("://") + 3)] = change.after;
    }
  }
  if (action == OrderAction::set) {
    pool_.set_concurrency(options_.concurrency);
    co_await frontier_.options_changed();
    if (limits_changed_) limits_changed_();
  }
  if (action == OrderAction::pause || action == OrderAction::resume) {
    const bool is_paused = (action == OrderAction::pause) != is_undo;
    for (const auto& [id, name] : outcome.named) frontier_.set_paused(id, name, is_paused);
    if (outcome.named.empty() && is_paused) frontier_.pause();
    if (outcome.named.empty() && !is_paused) frontier_.go_on();
  }
  if (action == OrderAction::stop && stop_) stop_();
}

}  // namespace trawl::crawl
