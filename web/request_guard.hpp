#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "web/http_message.hpp"

namespace trawl::web {

/// 32 random bytes of the kernel in hex: whoever knows it may command this run. Throws std::system_error.
std::string random_token();

/// Compares without telling by the time it takes where the two differ; only their length shows.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// What the status server was bound to and what its visitors must know.
struct GuardRules {
  std::string address;   ///< as bound: "127.0.0.1", "::1", "0.0.0.0", "box.example"
  std::string password;  ///< "" when none is asked for
  std::string token;
};

/// 127.0.0.0/8, ::1 and "localhost".
bool is_loopback(std::string_view address);

/// Whether a Host header names the server on that port, so that a foreign name made to point here (DNS
/// rebinding) is refused: 127.0.0.1, localhost, [::1] or the bound address; where all addresses are bound,
/// any IP address.
bool is_own_host(std::string_view host, int port, std::string_view bound_address);

/// The same for an Origin header; "null" is foreign.
bool is_own_origin(std::string_view origin, int port, std::string_view bound_address);

/// What every request must pass: 400 for a Range, a Transfer-Encoding, a body, or not exactly one Host;
/// 403 for a foreign Host or Origin; 401 without the password.
std::optional<HttpReply> refusal(const HttpRequest& request, const GuardRules& rules);

/// What a request that changes something must pass besides: 403 without the token in `X-Trawl-Token`.
std::optional<HttpReply> command_refusal(const HttpRequest& request, const GuardRules& rules);

}  // namespace trawl::web
