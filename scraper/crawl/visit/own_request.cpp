#include "scraper/crawl/visit/own_request.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/http/redirected_request.hpp"
#include "fetch/http/secret_headers.hpp"
#include "fetch/text/ascii.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::crawl {
namespace {

using Json = nlohmann::json;

/// Request-body-header names of the fetch standard, and what describes the connection's use of a body.
bool is_about_the_body(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames{"content-encoding", "content-language", "content-location",
                                                   "content-type", "content-length"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [name](std::string_view one) { return text::equal_ignoring_case(one, name); });
}

void drop_body(OwnRequest& request) {
  request.body.clear();
  std::erase_if(request.headers, [](const fetch::Header& header) { return is_about_the_body(header.first); });
}

/// A name for the start request that is the same in each run. It says nothing of the headers.
std::string start_name(const fetch::Url& url, const OwnRequest& request) {
  const storage::Hash128 hash = storage::hash128(request_key(url.without_credentials().href(), request));
  return fmt::format("{:016x}", hash.low);
}

bool has_secrets(const std::vector<fetch::Header>& headers) {
  return std::any_of(headers.begin(), headers.end(),
                     [](const fetch::Header& header) { return fetch::is_secret_header(header.first); });
}

bool is_withheld(const fetch::Header& header) {
  return header.second.empty() && fetch::is_secret_header(header.first);
}

}  // namespace

OwnRequest own_request_of(const extract::StartRequest& start, const fetch::Url& url) {
  OwnRequest request;
  if (!start.method.empty() || !start.body.empty())
    request.method = start.method.empty() ? "POST" : start.method;
  request.body = start.body;
  request.headers = start.headers;
  if (has_secrets(request.headers)) request.start = start_name(url, request);
  return request;
}

std::string request_json(const OwnRequest& request) {
  if (request.is_plain()) return "";
  Json json = Json::object();
  if (request.method != "GET") json["method"] = request.method;
  if (!request.body.empty()) json["body"] = request.body;
  for (const auto& [name, value] : request.headers)
    json["headers"].push_back({name, fetch::is_secret_header(name) ? "" : value});
  if (has_secrets(request.headers)) json["start"] = request.start;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

OwnRequest request_from_json(std::string_view json) {
  OwnRequest request;
  if (json.empty()) return request;
  try {
    const Json read = Json::parse(json);
    request.method = read.value("method", "GET");
    request.body = read.value("body", "");
    if (read.contains("headers")) request.headers = read["headers"].get<std::vector<fetch::Header>>();
    request.start = read.value("start", "");
    return request;
  } catch (const Json::exception&) {
    return OwnRequest();
  }
}

std::string request_key(std::string_view url_key, const OwnRequest& request) {
  if (request.asks_like_a_link()) return std::string(url_key);
  std::string key = fmt::format("{} {}", url_key, request.method);
  if (request.body.empty()) return key;
  const storage::Hash128 hash = storage::hash128(request.body);
  return key + fmt::format(" {:016x}{:016x}", hash.high, hash.low);
}

OwnRequest redirected(const OwnRequest& request, int status, const fetch::Url& source,
                      const fetch::Url& target) {
  const auto next = fetch::redirected_request(status, request.method, source, target);
  OwnRequest redirected = request;
  redirected.method = next.method;
  if (!next.keeps_credentials) {
    redirected.headers.clear();
    redirected.start.clear();
  }
  if (!next.keeps_body) drop_body(redirected);
  return redirected;
}

bool becomes_another(std::string_view json, int status) {
  if (json.empty() || !fetch::is_redirect(status)) return false;
  const OwnRequest request = request_from_json(json);
  const auto url = fetch::Url::parse("http://localhost/");
  return fetch::redirected_request(status, request.method, *url, *url).method != request.method;
}

OwnRequest next_request(const OwnRequest& request, bool repeats, const fetch::Url& source,
                        const fetch::Url& target) {
  OwnRequest next;
  if (source.origin() != target.origin()) return next;
  next = request;
  if (repeats) return next;
  next.method = "GET";
  drop_body(next);
  return next;
}

StartSecrets::StartSecrets(const extract::Spider& spider) {
  for (const extract::StartRequest& start : spider.start) {
    if (!has_secrets(start.headers)) continue;
    std::vector<fetch::Header>& headers = headers_.emplace_back(start.headers);
    std::erase_if(headers, [](const fetch::Header& header) {
      return header.second.empty() || !fetch::is_secret_header(header.first);
    });
    for (const std::string& text : start.urls) {
      if (const auto url = fetch::Url::parse(text))
        of_request_.try_emplace(own_request_of(start, *url).start, headers_.size() - 1);
    }
  }
}

void StartSecrets::put_into(OwnRequest& request) const {
  if (std::erase_if(request.headers, is_withheld) == 0) return;
  const auto known = of_request_.find(request.start);
  if (known == of_request_.end()) return;
  const std::vector<fetch::Header>& headers = headers_[known->second];
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
}

}  // namespace trawl::crawl
