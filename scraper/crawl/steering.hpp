#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scraper/crawl/fetcher_pool.hpp"
#include "scraper/crawl/frontier.hpp"
#include "scraper/crawl/rules/options.hpp"
#include "scraper/crawl/rules/scope.hpp"
#include "scraper/crawl/store_thread.hpp"

namespace trawl::crawl {

/// Performs the orders that people give while the crawl runs: those that wait beside its file
/// (storage/file/order_box).
///
/// An order about URLs begins with a recall: all URLs leave memory, the store gives them back, and nothing
/// new is asked until the order is committed. So it finds what waits in one place, and none of what it has
/// dropped is asked afterwards. What is in flight is left alone. Rules hold for links that are read from
/// the moment on in which the order is performed, and for what waits when its turn comes. Thread: the
/// loop's. Requires: what it is made of outlives it.
class Steering {
 public:
  /// `options` are those that the others read; only this changes them.
  Steering(Options& options, Scope& scope, StoreThread& store, Frontier& frontier, FetcherPool& pool);
  Steering(const Steering&) = delete;
  Steering& operator=(const Steering&) = delete;

  /// What conditions may call: at first url_matches() alone, which must be among them.
  void set_functions(storage::QueryExtras functions) { functions_ = std::move(functions); }
  /// Calls that when patterns were added: what waits is judged by them from now on.
  void when_rules_change(std::function<void()> judge) { judge_ = std::move(judge); }
  /// Calls that when limits or the pace have changed.
  void when_limits_change(std::function<void()> look) { limits_changed_ = std::move(look); }
  /// Calls that with the numbers as of each order.
  void when_counted(std::function<void(const storage::CrawlCounts&)> counted) {
    counted_ = std::move(counted);
  }
  void when_stopped(std::function<void()> stop) { stop_ = std::move(stop); }

  /// Looks for orders four times a second, and performs them one after the other, until it is cancelled.
  /// Throws storage::Error when the store fails.
  aio::Coroutine<void> watch();

 private:
  struct Rules {
    std::vector<std::string> include, exclude;
  };
  aio::Coroutine<void> perform(storage::Order order);
  void prepare(storage::OrderTask& task, const storage::UndoTarget& target);
  void prepare_rule(storage::OrderTask& task, storage::OrderAction action, const std::string& pattern,
                    bool is_added);
  void set_rules(const Rules& rules);
  aio::Coroutine<void> apply(storage::OrderAction action, bool is_undo,
                             std::vector<storage::SettingChange> settings, storage::OrderOutcome outcome);

  Options& options_;
  Scope& scope_;
  StoreThread& store_;
  Frontier& frontier_;
  FetcherPool& pool_;
  storage::QueryExtras functions_;
  std::function<void()> judge_, limits_changed_, stop_;
  std::function<void(const storage::CrawlCounts&)> counted_;
  std::map<std::string, std::string> own_delays_;  // JSON, by the name of the host as it was given
};

}  // namespace trawl::crawl
