#include "fetch/http/response.hpp"

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (text::equal_ignoring_case(header.first, name)) return header.second;
  }
  return std::nullopt;
}

}  // namespace trawl::fetch
