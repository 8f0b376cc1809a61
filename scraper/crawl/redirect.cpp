#include "scraper/crawl/redirect.hpp"

namespace crawl {

std::optional<fetch::Url> redirect_target(const fetch::Response& response) {
  switch (response.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      break;
    default:
      return std::nullopt;
  }
  const auto location = response.header("location");
  if (!location) return std::nullopt;
  return fetch::Url::parse(*location, &response.url);
}

}  // namespace crawl
