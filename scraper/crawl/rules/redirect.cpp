#include "scraper/crawl/rules/redirect.hpp"

#include "fetch/http/redirected_request.hpp"

namespace trawl::crawl {

std::optional<fetch::Url> redirect_target(const fetch::Response& response) {
  const auto location = response.header("location");
  if (!location || !fetch::is_redirect(response.status)) return std::nullopt;
  return fetch::redirect_target(response.url, *location);
}

bool is_cookie_gate(const fetch::Response& response, const fetch::KeyPolicy& key) {
  if (!fetch::is_redirect(response.status) || !response.header("set-cookie")) return false;
  const auto target = redirect_target(response);
  return target && fetch::url_key(*target, key).href() == fetch::url_key(response.url, key).href();
}

}  // namespace trawl::crawl
