#include "fetch/http/secret_headers.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {
namespace {

constexpr std::string_view kMask = "***";

/// Whether it can be kept as it is. A "=" in the value means that something else follows, such as a second
/// cookie that a proxy has joined to the first.
bool is_known_attribute(std::string_view attribute) {
  constexpr std::array<std::string_view, 8> kNames{"expires", "max-age",  "domain",   "path",
                                                   "secure",  "httponly", "samesite", "partitioned"};
  const std::size_t equals = attribute.find('=');
  const auto name = text::trimmed(attribute.substr(0, equals), text::kOws);
  const bool is_known = std::any_of(kNames.begin(), kNames.end(), [name](std::string_view known) {
    return text::equal_ignoring_case(name, known);
  });
  return is_known &&
         (equals == std::string_view::npos || attribute.find('=', equals + 1) == std::string_view::npos);
}

std::string masked_cookie(std::string_view value) {
  const std::string_view pair = text::take_until(value, ';');
  const std::size_t equals = pair.find('=');
  std::string masked(equals == std::string_view::npos ? "" : pair.substr(0, equals + 1));
  masked += kMask;
  while (!value.empty()) {
    const std::string_view attribute = text::trimmed(text::take_until(value, ';'), text::kOws);
    if (attribute.empty()) continue;
    masked.append("; ").append(is_known_attribute(attribute) ? attribute : kMask);
  }
  return masked;
}

/// Whether the two slashes at `at` begin an authority (RFC 3986 section 3.2).
bool begins_authority(std::string_view value, std::size_t at) {
  return at == 0 || std::string_view(": \t<\"'=").find(value[at - 1]) != std::string_view::npos;
}

std::string without_userinfo(std::string_view value) {
  std::string shown;
  for (std::size_t slashes; (slashes = value.find("//")) != std::string_view::npos;) {
    const bool is_authority = begins_authority(value, slashes);
    const std::size_t taken = slashes + (is_authority ? 2 : 1);
    shown += value.substr(0, taken);
    value.remove_prefix(taken);
    if (!is_authority) continue;
    const std::size_t at = value.substr(0, value.find_first_of("/?#\\ \t<>\"',;")).rfind('@');
    if (at == std::string_view::npos) continue;
    shown += kMask;
    value.remove_prefix(at);
  }
  return shown.append(value);
}

}  // namespace

bool is_secret_header(std::string_view header) {
  constexpr std::array<std::string_view, 13> kHints{"cookie",    "authorization", "authentication-info",
                                                    "x-auth-",   "token",         "secret",
                                                    "password",  "api-key",       "apikey",
                                                    "session",   "csrf",          "xsrf",
                                                    "credential"};
  const std::string name = text::lowered(header);
  return std::any_of(kHints.begin(), kHints.end(),
                     [&](std::string_view hint) { return name.find(hint) != std::string::npos; });
}

std::string without_secrets(std::string_view name, std::string_view value) {
  if (text::equal_ignoring_case(name, "set-cookie")) return masked_cookie(value);
  if (is_secret_header(name)) return std::string(value.empty() ? value : kMask);
  return without_userinfo(value);
}

}  // namespace trawl::fetch
