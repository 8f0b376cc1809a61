#include "web/server.hpp"

#include <functional>
#include <map>

#include "web/crawl_file.hpp"
#include "web/embedded.hpp"
#include "web/http_server.hpp"
#include "web/live_text.hpp"
#include "web/request_guard.hpp"
#include "web/static_file.hpp"

namespace trawl::web {
namespace {

using StatusSource = std::function<storage::LiveCrawl()>;

struct Route {
  bool changes_state = false;
  HttpServer::Answer answer;
};

using Routes = std::map<std::string, Route>;

/// On every answer. Scripts and styles come from us alone, no other site may frame, embed or read what is
/// here.
const HttpHeaders kSafety{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
     "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cache-Control", "no-store"}};

void add_assets(Routes& routes) {
  constexpr std::string_view kFolder = "web/assets";
  for (const EmbeddedFile& file : embedded_files(kFolder)) {
    const std::string path(file.path.substr(kFolder.size()));
    routes[path == "/index.html" ? "/" : path] = {
        false, [file](const auto& request) { return file_reply(file, request); }};
  }
}

void add_numbers(Routes& routes, const StatusSource& status, bool can_command) {
  routes["/api/status"] = {
      false, [status, can_command](const auto&) {
        return HttpReply{200, "application/json", status_json(status(), can_command), {}};
      }};
  routes["/metrics"] = {
      false, [status](const auto&) {
        return HttpReply{200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(status()), {}};
      }};
}

void add_command(Routes& routes, const std::string& path, std::function<void()> command) {
  routes[path] = {true, [command = std::move(command)](const auto&) {
                    if (!command) return text_reply(409, "this crawl cannot be commanded from here");
                    command();
                    return HttpReply{202, "", "", {}};
                  }};
}

Routes all_routes(const StatusSource& status, Commands commands, bool can_command) {
  Routes routes;
  add_assets(routes);
  add_numbers(routes, status, can_command);
  add_command(routes, "/api/pause", std::move(commands.pause));
  add_command(routes, "/api/resume", std::move(commands.resume));
  add_command(routes, "/api/stop", std::move(commands.stop));
  return routes;
}

HttpReply method_refusal(const Route& route) {
  HttpReply reply = text_reply(405, "this address takes other methods");
  reply.headers.emplace_back("Allow", route.changes_state ? "POST" : "GET, HEAD");
  return reply;
}

GuardRules checked_rules(const ServerOptions& options) {
  if (!is_loopback(options.address) && options.password.empty()) {
    throw Error(
        "cannot listen on " + options.address +
        " without a password: others on the network could read the crawl. Give one, or use 127.0.0.1.");
  }
  return {options.address, options.password, random_token()};
}

}  // namespace

struct Server::Impl {
  Impl(const ServerOptions& options, const StatusSource& status, Commands commands)
      : can_command(commands.pause && commands.resume && commands.stop),
        rules(checked_rules(options)),
        routes(all_routes(status, std::move(commands), can_command)),
        http(options.address, options.port, [this](const HttpRequest& request) { return answer(request); }) {}

  HttpReply answer(const HttpRequest& request) const {
    HttpReply reply = routed(request);
    reply.headers.insert(reply.headers.end(), kSafety.begin(), kSafety.end());
    return reply;
  }

  HttpReply routed(const HttpRequest& request) const {
    if (auto refused = refusal(request, rules)) return *std::move(refused);
    const auto found = routes.find(request.target.substr(0, request.target.find('?')));
    if (found == routes.end()) return text_reply(404, "not found");
    const Route& route = found->second;
    const bool is_read = request.method == "GET" || request.method == "HEAD";
    if (route.changes_state ? request.method != "POST" : !is_read) return method_refusal(route);
    if (route.changes_state) {
      if (auto refused = command_refusal(request, rules)) return *std::move(refused);
    }
    return route.answer(request);
  }

  const bool can_command;
  const GuardRules rules;
  const Routes routes;
  HttpServer http;  // last: it asks for answers at once
};

Server::Server(const ServerOptions& options, const StatusBoard& board, Commands commands)
    : impl_(std::make_unique<Impl>(
          options, [&board] { return board.read(); }, std::move(commands))) {}

Server::Server(const ServerOptions& options, const std::filesystem::path& database) {
  // std::function must be copyable, so the file is shared by its copies.
  auto file = std::make_shared<CrawlFile>(database);
  impl_ = std::make_unique<Impl>(
      options, [file] { return file->crawl(); }, Commands{});
}

Server::~Server() = default;

std::string Server::address() const {
  return impl_->http.origin() + "/" + (impl_->can_command ? "#" + impl_->rules.token : "");
}

}  // namespace trawl::web
