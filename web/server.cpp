#include "web/server.hpp"

#include <algorithm>
#include <utility>

#include "storage/reader.hpp"
#include "web/crawl_file.hpp"
#include "web/http_server.hpp"
#include "web/request_guard.hpp"
#include "web/routes.hpp"

namespace trawl::web {
namespace {

/// On every answer: scripts and styles come from us alone, and no other site may frame or read an answer.
const HttpHeaders kSafety{{"Content-Security-Policy",
                           "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                           "frame-src 'self'; img-src 'self' data:; "
                           "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"},
                          {"X-Content-Type-Options", "nosniff"},
                          {"Referrer-Policy", "no-referrer"},
                          {"Cross-Origin-Resource-Policy", "same-origin"},
                          {"Cross-Origin-Opener-Policy", "same-origin"},
                          {"Cache-Control", "no-store"}};

GuardRules checked_rules(const ServerOptions& options) {
  if (!is_loopback(options.address) && options.password.empty()) {
    throw Error(
        "cannot listen on " + options.address +
        " without a password: others on the network could read the crawl. Set a password, or use 127.0.0.1.");
  }
  return {options.address, options.password, random_token()};
}

Routes::History history_in(std::filesystem::path file) {
  if (file.empty()) return {};
  return [file = std::move(file)] { return storage::Reader(file).samples(); };
}

Routes::Items items_in(std::filesystem::path file) {
  if (file.empty()) return {};
  return [file = std::move(file)] { return storage::Reader(file).items(); };
}

}  // namespace

struct Server::Impl {
  Impl(const ServerOptions& options, const Routes::Source& crawl, const std::filesystem::path& file,
       Commands commands)
      : needs_token(commands.are_complete() || options.extras.save_query),
        rules(checked_rules(options)),
        routes(crawl, std::move(commands), history_in(file), items_in(file), file, options.extras),
        http(options.address, options.port, [this](const HttpRequest& request) { return answer(request); }) {}

  HttpReply answer(const HttpRequest& request) const {
    auto refused = refusal(request, rules);
    HttpReply reply = refused ? *std::move(refused) : routes.answer(request, rules);
    for (const auto& safe : kSafety) {
      const auto is_same = [&](const auto& header) { return header.first == safe.first; };
      if (std::none_of(reply.headers.begin(), reply.headers.end(), is_same)) reply.headers.push_back(safe);
    }
    return reply;
  }

  const bool needs_token;
  const GuardRules rules;
  const Routes routes;
  HttpServer http;  // last: it calls answer() as soon as it exists
};

Server::Server(const ServerOptions& options, const StatusBoard& board, Commands commands,
               const std::filesystem::path& database)
    : impl_(std::make_unique<Impl>(
          options, [&board] { return board.read(); }, database, std::move(commands))) {}

Server::Server(const ServerOptions& options, const std::filesystem::path& database) {
  // std::function must be copyable, so its copies share the file.
  auto file = std::make_shared<CrawlFile>(database);
  impl_ = std::make_unique<Impl>(
      options, [file] { return file->crawl(); }, database, Commands{});
}

Server::~Server() = default;

bool Server::has_waiting_page() const {
  return impl_->routes.has_waiting_page();
}

std::string Server::address() const {
  return impl_->http.origin() + "/" + (impl_->needs_token ? "#" + impl_->rules.token : "");
}

}  // namespace trawl::web
