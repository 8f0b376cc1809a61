#include "web/request_guard.hpp"

#include <arpa/inet.h>

#include "fetch/text/base64.hpp"
#include "web/token.hpp"

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
    return text_reply(400, "no request here takes a body");
  }
  if (request.header_count("Host") != 1) return text_reply(400, "exactly one Host header is needed");
  if (!is_own_host(*request.header("Host"), request.server_port, rules.address)) {
    return text_reply(403, "the Host header names another server");
  }
  const auto origin = request.header("Origin");
  if (origin && !is_own_origin(*origin, request.server_port, rules.address)) {
    return text_reply(403, "pages of other sites may not ask here");
  }
  if (!rules.password.empty() && !knows_password(request, rules.password)) {
    HttpReply reply = text_reply(401, "the password is needed");
    reply.headers.emplace_back("WWW-Authenticate", "Basic realm=\"trawl\", charset=\"UTF-8\"");
    return reply;
  }
  return std::nullopt;
}

std::optional<HttpReply> command_refusal(const HttpRequest& request, const GuardRules& rules) {
  if (equal_in_constant_time(request.header("X-Trawl-Token").value_or(""), rules.token)) return std::nullopt;
  return text_reply(
      403, "the token of this run is needed in X-Trawl-Token; it stands in the link that trawl printed");
}

}  // namespace trawl::web
