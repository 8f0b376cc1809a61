#include "fetch/http/header_lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "fetch/error.hpp"
#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

namespace {
std::string line_of(const Header& header) {
  const std::string line = header.first + ": " + header.second;
  constexpr std::string_view kForbidden("\r\n\0", 3);
  if (line.find_first_of(kForbidden) != std::string::npos) {
    throw Error(ErrorKind::internal, "the request header " + header.first + " contains a line end");
  }
  return line;
}
}  // namespace

std::vector<std::string> header_lines(const Request& request) {
  static const std::array<Header, 2> defaults = {
      Header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
      Header("Accept-Encoding", "gzip, deflate, br, zstd")};
  const std::vector<Header>& own = request.headers;
  std::vector<std::string> lines;
  for (const Header& standard : defaults) {
    const bool is_replaced = std::any_of(own.begin(), own.end(), [&](const Header& header) {
      return text::equal_ignoring_case(header.first, standard.first);
    });
    if (!is_replaced) lines.push_back(line_of(standard));
  }
  for (const Header& header : own) lines.push_back(line_of(header));
  return lines;
}

}  // namespace trawl::fetch
