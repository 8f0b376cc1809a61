#include "web/request_guard.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/random.h>

#include "fetch/text/base64.hpp"

namespace trawl::web {
namespace {

bool is_ip_address(const std::string& text) {
  in6_addr ignored;
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 || inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

/// RFC 7617; any user name will do.
bool knows_password(const HttpRequest& request, const std::string& password) {
  constexpr std::string_view kScheme = "Basic ";
  const std::string value = request.header("Authorization").value_or("");
  if (!value.starts_with(kScheme)) return false;
  const std::string credentials =
      text::base64_decoded(std::string_view(value).substr(kScheme.size())).value_or("");
  const auto colon = credentials.find(':');
  return colon != std::string::npos && equal_in_constant_time(credentials.substr(colon + 1), password);
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 32> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) difference |= static_cast<unsigned char>(a[i] ^ b[i]);
  return difference == 0;
}

bool is_loopback(std::string_view address) {
  const std::string text(address);
  in_addr v4;
  if (inet_pton(AF_INET, text.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24 == 127;
  return text == "::1" || text == "localhost";
}

bool is_own_host(std::string_view host, int port, std::string_view bound_address) {
  const std::string with_port = ":" + std::to_string(port);
  if (host.ends_with(with_port)) {
    host.remove_suffix(with_port.size());
  } else if (port != 80) {
    return false;
  }
  std::string name(host);
  if (name.starts_with('[') && name.ends_with(']')) {
    name = name.substr(1, name.size() - 2);
  } else if (name.find(':') != std::string::npos) {
    return false;
  }
  if (name == "127.0.0.1" || name == "localhost" || name == "::1" || name == bound_address) return true;
  const bool binds_all = bound_address == "0.0.0.0" || bound_address == "::";
  return binds_all && is_ip_address(name);
}

bool is_own_origin(std::string_view origin, int port, std::string_view bound_address) {
  constexpr std::string_view kScheme = "http://";
  return origin.starts_with(kScheme) && is_own_host(origin.substr(kScheme.size()), port, bound_address);
}

std::optional<HttpReply> refusal(const HttpRequest& request, const GuardRules& rules) {
  if (request.header("Range")) return text_reply(400, "Range is not supported");
  if (request.header("Transfer-Encoding") || request.header("Content-Length").value_or("0") != "0") {
    return text_reply(400, "requests here have no body");
  }
  if (request.header_count("Host") != 1) return text_reply(400, "exactly one Host header is required");
  if (!is_own_host(*request.header("Host"), request.server_port, rules.address)) {
    return text_reply(403, "the Host header names another server");
  }
  const auto origin = request.header("Origin");
  if (origin && !is_own_origin(*origin, request.server_port, rules.address)) {
    return text_reply(403, "requests from pages of other sites are refused");
  }
  if (!rules.password.empty() && !knows_password(request, rules.password)) {
    HttpReply reply = text_reply(401, "a password is required");
    reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"trawl\", charset=\"UTF-8\"");
    return reply;
  }
  return std::nullopt;
}

std::optional<HttpReply> command_refusal(const HttpRequest& request, const GuardRules& rules) {
  if (equal_in_constant_time(request.header("X-Trawl-Token").value_or(""), rules.token)) return std::nullopt;
  return text_reply(
      403, "X-Trawl-Token must carry the token of this run, which is in the link that trawl printed");
}

}  // namespace trawl::web
