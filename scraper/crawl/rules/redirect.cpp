#include "scraper/crawl/rules/redirect.hpp"

#include <algorithm>

#include "fetch/http/redirected_request.hpp"
#include "fetch/text/ascii.hpp"

namespace trawl::crawl {

std::optional<fetch::Url> redirect_target(const fetch::Response& response) {
  if (!fetch::is_redirect(response.status)) return std::nullopt;
  const auto location =
      std::find_if(response.headers.begin(), response.headers.end(), [](const fetch::Header& header) {
        return !header.second.empty() && text::equal_ignoring_case(header.first, "location");
      });
  if (location == response.headers.end()) return std::nullopt;
  return fetch::redirect_target(response.url, location->second);
}

std::optional<fetch::Url> redirect_to_itself(const fetch::Response& response, const fetch::KeyPolicy& key) {
  const auto target = redirect_target(response);
  if (!target) return std::nullopt;
  auto keyed = fetch::keyed(*target, key);
  if (keyed.key() != fetch::url_key(response.url, key)) return std::nullopt;
  return std::move(keyed.url);
}

}  // namespace trawl::crawl
