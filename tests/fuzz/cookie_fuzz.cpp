// Input: Set-Cookie headers, one a line, set by three servers in turn; then the same bytes as a cookie file.
#include <algorithm>
#include <map>
#include <stdexcept>

#include "fetch/http/cookie_file.hpp"
#include "fetch/http/cookie_jar.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fuzz::require;

constexpr double kNow = 1'700'000'000;

bool is_header_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

void check_cookie(const fetch::Cookie& cookie, const fetch::Url& url) {
  require(is_header_text(cookie.name) && is_header_text(cookie.value), "a cookie does not break a header");
  require(cookie.path.starts_with('/'), "a path begins with a slash");
  require(url.host() == cookie.domain || (!cookie.host_only && url.host().ends_with("." + cookie.domain)),
          "a cookie is for the server that set it");
}

void check_jar(fetch::CookieJar& jar) {
  std::map<std::string, int> of_domain;
  const std::vector<fetch::Cookie> cookies = jar.cookies(kNow);
  for (const fetch::Cookie& cookie : cookies) {
    require(!cookie.has_expired(kNow), "a jar has no expired cookies");
    require(++of_domain[cookie.domain] <= 50, "a domain has at most 50 cookies");
  }
  std::vector<fetch::Cookie> writable;
  for (const fetch::Cookie& cookie : cookies) {
    if (cookie.name.find('\t') == std::string::npos) writable.push_back(cookie);
  }
  const std::vector<fetch::Cookie> read = fetch::parse_cookie_file(fetch::cookie_file_text(cookies));
  require(read.size() == writable.size(), "a cookie file keeps every cookie");
  for (std::size_t i = 0; i < read.size(); ++i) {
    require(read[i].name == writable[i].name && read[i].domain == writable[i].domain &&
                read[i].path == writable[i].path && read[i].secure == writable[i].secure &&
                read[i].host_only == writable[i].host_only,
            "a file keeps all parts of a cookie");
  }
}

void read_as_file(std::string_view text) {
  try {
    const std::vector<fetch::Cookie> read = fetch::parse_cookie_file(text);
    const std::string written = fetch::cookie_file_text(read);
    require(fetch::cookie_file_text(fetch::parse_cookie_file(written)) == written,
            "a file that is written is read back");
  } catch (const std::invalid_argument&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fetch::Url servers[] = {*fetch::Url::parse("https://www.example.co.uk/a/b?c"),
                                       *fetch::Url::parse("http://example.co.uk/"),
                                       *fetch::Url::parse("http://127.0.0.1:8080/a/")};
  std::string_view rest = fuzz::as_text(bytes, size);
  read_as_file(rest);
  fetch::CookieJar jar;
  for (std::size_t line = 0; !rest.empty(); ++line) {
    const std::string_view header = fuzz::take_until(rest, '\n');
    const fetch::Url& server = servers[line % std::size(servers)];
    if (const auto cookie = fetch::parse_set_cookie(header, server, kNow)) check_cookie(*cookie, server);
    jar.set(header, server, kNow);
  }
  for (const fetch::Url& server : servers) {
    require(is_header_text(jar.header_for(server, kNow)), "a Cookie header does not break the request");
  }
  check_jar(jar);
  return 0;
}
