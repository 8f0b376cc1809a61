#pragma once
#include <functional>
#include <map>
#include <string>

#include "storage/live.hpp"
#include "web/http_message.hpp"
#include "web/request_guard.hpp"
#include "web/status_board.hpp"

namespace trawl::web {

/// What the status server answers at which path: the files of the page, /api/status, /metrics, and the
/// commands POST /api/pause, /api/resume, /api/stop. To add a path, add it in the constructor.
/// Invariant: nothing that changes the crawl answers a GET or a request without the token.
/// Thread: any.
class Routes {
 public:
  using Source = std::function<storage::LiveCrawl()>;
  using Answer = std::function<HttpReply(const HttpRequest&)>;

  /// `crawl` is called for each answer that shows numbers.
  Routes(const Source& crawl, Commands commands);

  /// 404 for another path, 405 for another method, 403 for a command without the token.
  /// Requires: the request passed refusal() of the guard.
  HttpReply answer(const HttpRequest& request, const GuardRules& rules) const;

 private:
  struct Route {
    bool changes_state = false;
    Answer answer;
  };
  void add_assets();
  void add_numbers(const Source& crawl, bool can_command);
  void add_command(const std::string& path, std::function<void()> command);

  std::map<std::string, Route> routes_;
};

}  // namespace trawl::web
