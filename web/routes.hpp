#pragma once
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/item_report.hpp"
#include "storage/live.hpp"
#include "web/explorer.hpp"
#include "web/http_message.hpp"
#include "web/page_answers.hpp"
#include "web/page_extras.hpp"
#include "web/request_guard.hpp"
#include "web/status_board.hpp"
#include "web/watchers.hpp"

namespace trawl::web {

/// What the status server answers at which path: the files of the page, /api/status, /api/history,
/// /api/items, /metrics, and the commands POST /api/pause, /api/resume, /api/stop; each /api/… also as
/// /api/v1/…, and there what Explorer answers. To add a path, add it in the constructor. Invariant: nothing
/// that changes the crawl answers a GET or a request without the token. Thread: any.
class Routes {
 public:
  using Source = std::function<storage::LiveCrawl()>;
  using History = std::function<std::vector<storage::LiveSample>()>;
  using Items = std::function<storage::ItemReport()>;
  using Answer = std::function<HttpReply(const HttpRequest&)>;

  /// `crawl` is called for each answer that shows numbers, `history` for each that shows their course,
  /// `items` for each that shows the rows of item tables. `file` is the crawl's, "" for
  /// none, and `extras` what layers above add.
  Routes(const Source& crawl, Commands commands, const History& history = {}, const Items& items = {},
         const std::filesystem::path& file = {}, const PageExtras& extras = {});

  Routes(const Routes&) = delete;
  Routes& operator=(const Routes&) = delete;

  /// 404 for another path, 405 for another method, 403 for a command without the token.
  /// Requires: the request passed refusal() of the guard; the reply dies first.
  HttpReply answer(const HttpRequest& request, const GuardRules& rules) const;

  /// Whether some open page has not seen yet how the crawl ended.
  bool has_waiting_page() const { return watchers_.some_wait(std::chrono::steady_clock::now()); }

 private:
  struct Route {
    bool changes_state = false;
    Answer answer;
    Answer command = {};  ///< of a path that can be read: what a POST to it does; empty: it takes none
  };
  void add(const std::string& path, Route route);
  void add_assets();
  void add_explorer(const std::filesystem::path& file, const storage::QueryExtras& functions);
  void add_page_answers(const std::filesystem::path& file, const PageExtras& extras);
  void add_items(const Items& items);
  void add_orders(const std::filesystem::path& file, const Orders& orders);
  void add_numbers(const Source& crawl, const History& history, bool can_command);
  HttpReply status(const storage::LiveCrawl& crawl, bool can_command, const HttpRequest& request) const;
  void add_command(const std::string& path, std::function<void()> command);

  const Route* route_of(const std::string& path) const;

  std::shared_ptr<PageAnswers> answers_;  // null: there is no file; std::function must be copyable
  std::map<std::string, Route> routes_;
  mutable Watchers watchers_;  // that a page watches does not change the crawl
};

}  // namespace trawl::web
