#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "web/http_message.hpp"

namespace trawl::web {

/// 32 random bytes from the kernel, in hex. Who knows them may command this run. Throws std::system_error.
std::string random_token();

/// Takes a time that depends only on the length, so that it does not reveal where the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// The address of the status server, and the secrets that its visitors must know.
struct GuardRules {
  std::string address;   ///< as bound: "127.0.0.1", "::1", "0.0.0.0", "box.example"
  std::string password;  ///< "" when no password is needed
  std::string token;     ///< of this run; commands need it
};

/// 127.0.0.0/8, ::1 and "localhost".
bool is_loopback(std::string_view address);

/// Whether a Host header names this server: 127.0.0.1, localhost, [::1] or the bound address, with that port.
/// A server that is bound to all addresses accepts any IP address. Refuses a foreign name that was made to
/// point here (DNS rebinding).
bool is_own_host(std::string_view host, int port, std::string_view bound_address);

/// The same for an Origin header; "null" is foreign.
bool is_own_origin(std::string_view origin, int port, std::string_view bound_address);

/// The check for every request, none when it passes: 400 for a Range, a Transfer-Encoding, a body, or not
/// exactly one Host; 403 for a foreign Host or Origin; 401 without the password.
std::optional<HttpReply> refusal(const HttpRequest& request, const GuardRules& rules);

/// The further check for a request that changes something: 403 without the token in `X-Trawl-Token`.
std::optional<HttpReply> command_refusal(const HttpRequest& request, const GuardRules& rules);

}  // namespace trawl::web
