#include "scraper/crawl/rules/redirect.hpp"

#include "fetch/http/redirected_request.hpp"

namespace trawl::crawl {

std::optional<fetch::Url> redirect_target(const fetch::Response& response) {
  const auto location = response.header("location");
  if (!location || !fetch::is_redirect(response.status)) return std::nullopt;
  return fetch::redirect_target(response.url, *location);
}

std::optional<fetch::Url> redirect_to_itself(const fetch::Response& response, const fetch::KeyPolicy& key) {
  const auto target = redirect_target(response);
  if (!target) return std::nullopt;
  auto keyed = fetch::keyed(*target, key);
  if (keyed.key() != fetch::url_key(response.url, key)) return std::nullopt;
  return std::move(keyed.url);
}

}  // namespace trawl::crawl
