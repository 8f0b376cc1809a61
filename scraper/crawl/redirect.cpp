#include "scraper/crawl/redirect.hpp"

#include "fetch/redirected_request.hpp"

namespace crawl {

std::optional<fetch::Url> redirect_target(const fetch::Response& response) {
  const auto location = response.header("location");
  if (!location || !fetch::is_redirect(response.status)) return std::nullopt;
  return fetch::redirect_target(response.url, *location);
}

}  // namespace crawl
