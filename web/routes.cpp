#include "web/routes.hpp"

#include <utility>

#include "web/embedded.hpp"
#include "web/json_reply.hpp"
#include "web/live_text.hpp"
#include "web/query_string.hpp"
#include "web/static_file.hpp"

namespace trawl::web {

namespace {

std::string last_part(const HttpRequest& request) {
  const std::string path = request.target.substr(0, request.target.find('?'));
  return percent_decoded(path.substr(path.rfind('/') + 1));
}

bool has_ended(storage::CrawlState state) {
  using storage::CrawlState;
  return state == CrawlState::finished || state == CrawlState::interrupted || state == CrawlState::failed;
}

}  // namespace

Routes::Routes(const Source& crawl, Commands commands, const History& history, const Items& items,
               const std::filesystem::path& file, const PageExtras& extras) {
  add_assets();
  routes_["/healthz"] = {false, [](const auto&) { return text_reply(200, "ok"); }};
  if (!file.empty()) {
    add_explorer(file, extras.functions);
    add_page_answers(file, extras);
    add_orders(file, extras.orders);
  }
  add_items(items);
  add_numbers(crawl, history, commands.are_complete());
  add_command("/api/pause", std::move(commands.pause));
  add_command("/api/resume", std::move(commands.resume));
  add_command("/api/stop", std::move(commands.stop));
}

void Routes::add(const std::string& path, Route route) {
  constexpr std::string_view kApi = "/api/";
  if (path.starts_with(kApi)) routes_["/api/v1/" + path.substr(kApi.size())] = route;
  routes_[path] = std::move(route);
}

/// A path that ends with '/' stands for all that begin with it.
const Routes::Route* Routes::route_of(const std::string& path) const {
  auto found = routes_.find(path);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  if (found == routes_.end() && folder != "/") found = routes_.find(folder);
  return found == routes_.end() ? nullptr : &found->second;
}

void Routes::add_explorer(const std::filesystem::path& file, const storage::QueryExtras& functions) {
  const Explorer explorer(file, functions);
  routes_["/api/v1/tables"] = {false, [explorer](const auto&) { return explorer.tables(); }};
  routes_["/api/v1/sql"] = {false,
                            [explorer](const auto& request) { return explorer.query(request.target); }};
  routes_["/api/v1/rows/"] = {
      false, [explorer](const auto& request) { return explorer.rows(last_part(request), request.target); }};
  routes_["/api/v1/body/"] = {
      false, [explorer](const auto& request) { return explorer.body(last_part(request), request.target); }};
}

void Routes::add_page_answers(const std::filesystem::path& file, const PageExtras& extras) {
  answers_ = std::make_shared<PageAnswers>(file, extras);
  const auto answers = answers_;
  const auto add_read = [this](const std::string& path, Answer answer) {
    routes_["/api/v1/" + path] = {false, std::move(answer)};
  };
  add_read("breakdown", [answers](const auto&) { return answers->breakdown(); });
  add_read("log", [answers](const auto& request) { return answers->log(request); });
  add_read("search", [answers](const auto& request) { return answers->search(request.target); });
  add_read("reports", [answers](const auto& request) { return answers->reports(request.target); });
  add_read("reports/",
           [answers](const auto& request) { return answers->report(last_part(request), request.target); });
  add_read("why", [answers](const auto& request) { return answers->story(request.target); });
  add_read("queries", [answers](const auto&) { return answers->saved_queries(); });
  routes_["/api/v1/queries/"] = {true, [answers](const auto& request) {
                                   return answers->save_query(last_part(request), request.target);
                                 }};
}

void Routes::add_assets() {
  constexpr std::string_view kFolder = "web/assets";
  for (const EmbeddedFile& file : embedded_files(kFolder)) {
    const std::string path(file.path.substr(kFolder.size()));
    const Route route{false, [file](const auto& request) { return file_reply(file, request); }};
    routes_[path == "/index.html" ? "/" : path] = route;
    if (path == "/openapi.json") routes_["/api/v1/openapi.json"] = route;
  }
}

void Routes::add_numbers(const Source& crawl, const History& history, bool can_command) {
  add("/api/status", {false, [this, crawl, can_command](const HttpRequest& request) {
                        return status(crawl(), can_command, request);
                      }});
  add("/api/history", {false, [history](const auto&) {
                         auto samples = history ? history() : std::vector<storage::LiveSample>();
                         return HttpReply{200, "application/json", history_json(samples), {}};
                       }});
  routes_["/metrics"] = {
      false, [crawl, answers = answers_](const auto&) {
        const auto sums = answers ? answers->sums() : storage::PageSums();
        return HttpReply{200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(crawl(), sums), {}};
      }};
}

namespace {

/// The answer of a function that takes an order.
Routes::Answer order_answer(const std::function<std::string(const QueryFields&)>& take) {
  return [take](const HttpRequest& request) {
    if (!take) return json_failure(409, "this crawl takes no orders from here");
    try {
      return answered([&] { return json_reply(200, take(query_fields(request.target))); });
    } catch (const WrongQuestion& error) {
      return json_failure(400, error.what());
    }
  };
}

}  // namespace

void Routes::add_orders(const std::filesystem::path& file, const Orders& orders) {
  const Explorer explorer(file);
  routes_["/api/v1/orders"] = {false, [explorer](const auto&) { return explorer.orders(); },
                               order_answer(orders.give)};
  routes_["/api/v1/orders/preview"] = {false, order_answer(orders.preview)};
}

void Routes::add_items(const Items& items) {
  add("/api/items", {false, [items](const auto&) {
                       const auto report = items ? items() : storage::ItemReport();
                       return HttpReply{200, "application/json", items_json(report), {}};
                     }});
}

/// A page names itself, in a header that no page of another site can send. Programs that ask do not, and the
/// end of a crawl does not wait for them. With "?more" a page has still to ask for the rest of what it shows.
HttpReply Routes::status(const storage::LiveCrawl& crawl, bool can_command,
                         const HttpRequest& request) const {
  HttpReply reply{200, "application/json", status_json(crawl, can_command), {}};
  const auto page = request.header("X-Trawl-Page");
  if (!page) return reply;
  watchers_.asked(*page, std::chrono::steady_clock::now());
  const bool asks_more = request.target.ends_with("?more");
  if (has_ended(crawl.numbers.state) && !asks_more)
    reply.when_sent = [this, name = *page] { watchers_.has_seen_the_end(name); };
  return reply;
}

void Routes::add_command(const std::string& path, std::function<void()> command) {
  add(path, {true, [command = std::move(command)](const auto&) {
               if (!command) return text_reply(409, "this crawl takes no commands from here");
               command();
               return HttpReply{202, "", "", {}};
             }});
}

HttpReply Routes::answer(const HttpRequest& request, const GuardRules& rules) const {
  const Route* found = route_of(request.target.substr(0, request.target.find('?')));
  if (found == nullptr) return text_reply(404, "not found");
  const Route& route = *found;
  const bool is_read = request.method == "GET" || request.method == "HEAD";
  const bool is_command = request.method == "POST" && (route.changes_state || route.command);
  if (route.changes_state ? !is_command : !is_read && !is_command) {
    HttpReply reply = text_reply(405, "this address does not accept that method");
    reply.headers.emplace_back("Allow", route.changes_state ? "POST"
                                        : route.command     ? "GET, HEAD, POST"
                                                            : "GET, HEAD");
    return reply;
  }
  if (is_command) {
    if (auto refused = command_refusal(request, rules)) return *std::move(refused);
  }
  return is_command && route.command ? route.command(request) : route.answer(request);
}

}  // namespace trawl::web
