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

bool has_header(const Request& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [name](const Header& header) { return text::equal_ignoring_case(header.first, name); });
}

const char* guessed_type(std::string_view body) {
  const std::string_view begin = text::trimmed(body, text::kCSpace).substr(0, 1);
  return begin == "{" || begin == "[" ? "application/json" : "application/x-www-form-urlencoded";
}
}  // namespace

std::vector<std::string> header_lines(const Request& request) {
  static const std::array<Header, 2> defaults = {
      Header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
      Header("Accept-Encoding", "gzip, deflate, br, zstd")};
  std::vector<std::string> lines;
  for (const Header& standard : defaults) {
    if (!has_header(request, standard.first)) lines.push_back(line_of(standard));
  }
  if (!request.body.empty() && !has_header(request, "content-type"))
    lines.push_back(line_of({"Content-Type", guessed_type(request.body)}));
  for (const Header& header : request.headers) lines.push_back(line_of(header));
  return lines;
}

std::string request_text(const Request& request, std::string_view user_agent) {
  const Url url = request.url.without_fragment().without_credentials();
  std::string text = "GET " + url.href().substr(url.origin().size()) + " HTTP/1.1\r\n";
  if (!has_header(request, "host")) text += "Host: " + std::string(url.host_and_port()) + "\r\n";
  if (!has_header(request, "user-agent")) text += line_of({"User-Agent", std::string(user_agent)}) + "\r\n";
  for (const std::string& line : header_lines(request)) text += line + "\r\n";
  return text + "Connection: close\r\n";
}

}  // namespace trawl::fetch
