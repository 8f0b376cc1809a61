#include "web/demo/demo_site.hpp"

#include <fmt/format.h>

#include "web/demo/demo_api.hpp"
#include "web/demo/demo_calendar.hpp"
#include "web/static_file.hpp"

namespace trawl::web {
namespace {

constexpr std::string_view kFolder = "seeds/demo";
constexpr std::string_view kRoutes = "/_routes.txt";
constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kApi = "/api/articles";
constexpr std::string_view kStock = "/data/stock.json";
constexpr std::string_view kPlaceholder = "{{ORIGIN}}";

std::string with_origin(std::string text, const std::string& origin) {
  for (std::size_t at = 0; (at = text.find(kPlaceholder, at)) != std::string::npos; at += origin.size()) {
    text.replace(at, kPlaceholder.size(), origin);
  }
  return text;
}

HttpReply html_reply(int status, std::string page) {
  return {status, "text/html; charset=utf-8", std::move(page), {}};
}

HttpReply notice(int status, std::string_view words) {
  return html_reply(status, fmt::format("<!doctype html>\n<html lang=\"en\">\n<title>{0} {1}</title>\n"
                                        "<h1>{1}</h1>\n<p><a href=\"/\">Back to the start</a></p>\n</html>\n",
                                        status, words));
}

HttpReply redirect(int status, std::string location) {
  HttpReply reply = notice(status, "This page has moved");
  reply.headers.emplace_back("Location", std::move(location));
  return reply;
}

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.find("xml") != type.npos;
}

HttpReply file_answer(const EmbeddedFile& file, const HttpRequest& request, const std::string& origin) {
  const std::string_view type = content_type_of(file.path);
  if (is_text(type)) {
    std::string text = inflated(file);
    if (text.find(kPlaceholder) != std::string::npos) {
      return {200, std::string(type), with_origin(std::move(text), origin), {}};
    }
  }
  return file_reply(file, request);
}

HttpReply route_answer(const DemoRoute& route, const std::string& origin) {
  if (!route.location.empty()) return redirect(route.status, with_origin(route.location, origin));
  return notice(route.status, route.status == 410 ? "This page is gone" : "This page does not work");
}

using Files = std::map<std::string, EmbeddedFile>;

Files by_path(const std::vector<EmbeddedFile>& files) {
  Files result;
  for (const EmbeddedFile& file : files) {
    const std::string path(file.path.substr(kFolder.size()));
    result[path] = file;
    if (path.ends_with("/index.html")) result[path.substr(0, path.size() - kIndex.size())] = file;
  }
  return result;
}

/// Takes the file of routes out of `files`, because it is not a page.
std::map<std::string, DemoRoute> routes_among(Files& files) {
  const auto node = files.extract(std::string(kRoutes));
  return node ? demo_routes(inflated(node.mapped())) : std::map<std::string, DemoRoute>{};
}

}  // namespace

DemoSite::DemoSite(const std::vector<EmbeddedFile>& files)
    : files_(by_path(files)),
      routes_(routes_among(files_)),
      server_("127.0.0.1", 0, [this](const HttpRequest& request) { return answer(request); }) {}

std::vector<std::string> DemoSite::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

HttpReply DemoSite::answer(const HttpRequest& request) {
  {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request.target);
  }
  if (request.method != "GET" && request.method != "HEAD")
    return notice(405, "This site answers only GET and HEAD");
  return page(request);
}

HttpReply DemoSite::page(const HttpRequest& request) const {
  const std::string origin = "http://127.0.0.1:" + std::to_string(request.server_port);
  if (const auto route = routes_.find(request.path); route != routes_.end())
    return route_answer(route->second, origin);
  if (const auto file = files_.find(request.path); file != files_.end()) {
    return file_answer(file->second, request, origin);
  }
  if (const auto stock = files_.find(std::string(kStock)); request.path == kApi && stock != files_.end())
    return {200, "application/json", api_page(inflated(stock->second), request.target), {}};
  if (files_.contains(request.path + "/")) return redirect(301, request.path + "/");
  if (const auto calendar = calendar_page(request.path)) return html_reply(200, *calendar);
  return notice(404, "There is no such page");
}

}  // namespace trawl::web
