#include "web/routes.hpp"

#include <utility>

#include "web/embedded.hpp"
#include "web/live_text.hpp"
#include "web/static_file.hpp"

namespace trawl::web {

namespace {

bool has_ended(storage::CrawlState state) {
  using storage::CrawlState;
  return state == CrawlState::finished || state == CrawlState::interrupted || state == CrawlState::failed;
}

}  // namespace

Routes::Routes(const Source& crawl, Commands commands, const History& history, const Items& items) {
  add_assets();
  add_items(items);
  add_numbers(crawl, history, commands.are_complete());
  add_command("/api/pause", std::move(commands.pause));
  add_command("/api/resume", std::move(commands.resume));
  add_command("/api/stop", std::move(commands.stop));
}

void Routes::add_assets() {
  constexpr std::string_view kFolder = "web/assets";
  for (const EmbeddedFile& file : embedded_files(kFolder)) {
    const std::string path(file.path.substr(kFolder.size()));
    routes_[path == "/index.html" ? "/" : path] = {
        false, [file](const auto& request) { return file_reply(file, request); }};
  }
}

void Routes::add_numbers(const Source& crawl, const History& history, bool can_command) {
  routes_["/api/status"] = {false, [this, crawl, can_command](const HttpRequest& request) {
                              return status(crawl(), can_command, request);
                            }};
  routes_["/api/history"] = {false, [history](const auto&) {
                               auto samples = history ? history() : std::vector<storage::LiveSample>();
                               return HttpReply{200, "application/json", history_json(samples), {}};
                             }};
  routes_["/metrics"] = {
      false, [crawl](const auto&) {
        return HttpReply{200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(crawl()), {}};
      }};
}

void Routes::add_items(const Items& items) {
  routes_["/api/items"] = {false, [items](const auto&) {
                             const auto report = items ? items() : storage::ItemReport();
                             return HttpReply{200, "application/json", items_json(report), {}};
                           }};
}

/// A page names itself, in a header that no page of another site can send. Programs that ask do not, and the
/// end of a crawl does not wait for them.
HttpReply Routes::status(const storage::LiveCrawl& crawl, bool can_command,
                         const HttpRequest& request) const {
  HttpReply reply{200, "application/json", status_json(crawl, can_command), {}};
  const auto page = request.header("X-Trawl-Page");
  if (!page) return reply;
  watchers_.asked(*page, std::chrono::steady_clock::now());
  if (has_ended(crawl.numbers.state))
    reply.when_sent = [this, name = *page] { watchers_.has_seen_the_end(name); };
  return reply;
}

void Routes::add_command(const std::string& path, std::function<void()> command) {
  routes_[path] = {true, [command = std::move(command)](const auto&) {
                     if (!command) return text_reply(409, "this crawl takes no commands from here");
                     command();
                     return HttpReply{202, "", "", {}};
                   }};
}

HttpReply Routes::answer(const HttpRequest& request, const GuardRules& rules) const {
  const auto found = routes_.find(request.target.substr(0, request.target.find('?')));
  if (found == routes_.end()) return text_reply(404, "not found");
  const Route& route = found->second;
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  if (route.changes_state ? request.method != "POST" : !is_read) {
    HttpReply reply = text_reply(405, "this address does not accept that method");
    reply.headers.emplace_back("Allow", route.changes_state ? "POST" : "GET, HEAD");
    return reply;
  }
  if (route.changes_state) {
    if (auto refused = command_refusal(request, rules)) return *std::move(refused);
  }
  return route.answer(request);
}

}  // namespace trawl::web
