#include "fetch/http/response.hpp"

#include <algorithm>

namespace trawl::fetch {

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Response::header(std::string_view name) const {
  for (const Header& header : headers) {
    if (same_ignoring_case(header.first, name)) return header.second;
  }
  return std::nullopt;
}

}  // namespace trawl::fetch
