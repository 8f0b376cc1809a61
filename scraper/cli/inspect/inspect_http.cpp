#include "scraper/cli/inspect/inspect_http.hpp"

#include <stdexcept>

#include "fetch/http/cookie_jar.hpp"
#include "fetch/http/redirected_request.hpp"
#include "fetch/text/http_date.hpp"
#include "fetch/text/loose_date.hpp"
#include "fetch/text/time.hpp"
#include "fetch/url/url_key.hpp"
#include "fetch/url/url_rewrites.hpp"

namespace trawl::cli {
namespace {

/// The path and query of an absolute URL.
std::string path_of(const std::string& text) {
  const auto url = fetch::Url::parse(text);
  if (!url) return text;
  return std::string(url->path()) + (url->has_query() ? "?" + std::string(url->query()) : "");
}

/// From fields named like the flags of a crawl, such as "sort_query" for --sort-query.
fetch::KeyPolicy key_policy(const Json& in) {
  fetch::KeyPolicy policy;
  policy.drop_tracking = !flag_of(in, "keep_tracking");
  policy.drop_sessions = !flag_of(in, "keep_sessions");
  policy.sort_query = flag_of(in, "sort_query");
  policy.fold_slashes = flag_of(in, "fold_slashes");
  return policy;
}

/// None for a base of another scheme: it is good enough for input that is not relative.
std::optional<fetch::Url> base_of(const Json& in) {
  const auto text = text_of(in, "base");
  if (!text) return std::nullopt;
  std::string why;
  auto base = fetch::Url::parse(*text, nullptr, &why);
  if (!base && why != "not an http or https URL") throw std::invalid_argument("the base: " + why);
  return base;
}

}  // namespace

Json inspect_url(const Json& in) {
  const auto base = base_of(in);
  const std::string input = needed_text(in, "input");
  const fetch::Url url = parsed_url(input, base ? &*base : nullptr);
  const fetch::KeyPolicy policy = key_policy(in);
  return {{"href", url.href()},
          {"scheme", url.scheme()},
          {"host", url.host()},
          {"port", url.port()},
          {"path", url.path()},
          {"query", url.query()},
          {"fragment", url.fragment()},
          {"key", fetch::url_key(url, policy).href()},
          {"rewrites", fetch::url_rewrites(input, url)},
          {"key_rewrites", fetch::key_rewrites(url, policy)}};
}

Json inspect_key(const Json& in) {
  const fetch::Url url = parsed_url(needed_text(in, "url"));
  const fetch::KeyPolicy policy = key_policy(in);
  return {{"key", fetch::url_key(url, policy).href()}, {"key_rewrites", fetch::key_rewrites(url, policy)}};
}

Json inspect_robots(const Json& in) {
  const auto text = text_of(in, "robots");
  const auto robots = crawl::Robots::parse(text ? *text : decoded_bytes(in));
  return robots_json(robots, needed_text(in, "agent"), needed_text(in, "url"));
}

Json robots_json(const crawl::Robots& robots, std::string_view agent, const std::string& url) {
  const auto token = crawl::product_token(agent);
  const auto verdict = robots.check(token, path_of(url));
  const auto delay = robots.crawl_delay(token);
  return {{"allowed", verdict.allowed},
          {"rule", verdict.rule.empty() ? Json(nullptr) : Json(verdict.rule)},
          {"crawl_delay", delay ? Json(*delay) : Json(nullptr)},
          {"sitemaps", robots.sitemaps()}};
}

Json inspect_cookie(const Json& in) {
  const fetch::Url url = parsed_url(needed_text(in, "url"));
  const fetch::Url next = parsed_url(needed_text(in, "request_url"), &url);
  fetch::CookieJar jar;
  for (const std::string& header : needed_texts(in, "set_cookie")) jar.set(header, url, text::epoch_now());
  return {{"cookie", jar.header_for(next, text::epoch_now())}};
}

Json inspect_date(const Json& in) {
  const std::string date = needed_text(in, "date");
  const auto in_cookie = text::parse_cookie_date(date), in_feed = text::parse_loose_date(date);
  return {{"unix", in_cookie ? Json(*in_cookie) : Json(nullptr)},
          {"loose", in_feed ? Json(*in_feed) : Json(nullptr)}};
}

/// All fields are null if the response is not a redirect or leads nowhere.
Json inspect_redirect(const Json& in) {
  const fetch::Url url = parsed_url(needed_text(in, "url"));
  const std::string method = needed_text(in, "method");
  const int status = needed_number(in, "status");
  const auto location = text_of(in, "location");
  Json out{{"url", nullptr}, {"method", nullptr}, {"keeps_body", nullptr}, {"keeps_credentials", nullptr}};
  if (!location || !fetch::is_redirect(status)) return out;
  std::string why;
  const auto target = fetch::redirect_target(url, *location, &why);
  if (!target) {
    out["error"] = why;
    return out;
  }
  const auto next = fetch::redirected_request(status, method, url, *target);
  return {{"url", target->href()},
          {"method", next.method},
          {"keeps_body", next.keeps_body},
          {"keeps_credentials", next.keeps_credentials}};
}

}  // namespace trawl::cli
