#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "fetch/address/ip_address.hpp"
#include "fetch/http/request.hpp"

namespace trawl::cli {

// Parsers for the values of flags and settings; quantities are in units.hpp. All but parse_ip throw
// std::invalid_argument with a message that names the text and says what was expected.

std::int64_t parse_count(std::string_view text, std::int64_t least,
                         std::int64_t most = std::numeric_limits<std::int64_t>::max());

/// "true" or "false", or another common word for them.
bool parse_switch(std::string_view text);

/// "NAME: VALUE" as in RFC 9110: a token, then text without line breaks.
fetch::Header parse_header(std::string_view text);

/// "NAME=VALUE", without characters that a Cookie header cannot hold.
std::pair<std::string, std::string> parse_cookie(std::string_view text);

/// An IP address, IPv6 with or without brackets.
std::optional<fetch::IpAddress> parse_ip(std::string_view text);

/// The URL of a proxy for libcurl; the scheme is http if there is none.
std::string parse_proxy(std::string_view text);

/// Text for a header, without line breaks and other control characters.
std::string parse_header_value(std::string_view text);

/// The value of User-Agent; a list of file endings is refused, because wget's -A takes one.
std::string parse_user_agent(std::string_view text);

/// Where the web UI listens.
struct ListenAddress {
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0: any free one
};

/// "8080", "0.0.0.0:8080", "[::1]:8080" or "off"; none for "off".
std::optional<ListenAddress> parse_listen_address(std::string_view text);
std::string listen_address_text(const std::optional<ListenAddress>& listen);

/// The epoch seconds of a date as people and servers write it.
double parse_date(std::string_view text);

/// An RE2 pattern.
std::string parse_pattern(std::string_view text);

/// A label of a usage preference, in lower case; what looks like a misspelt one is refused.
std::string parse_usage_label(std::string_view text);

/// The name of a cookie file, which must be readable if it exists.
std::string parse_cookie_file(std::string_view text);

/// "NAME:PASSWORD".
std::string parse_user(std::string_view text);

/// "HOST:PORT:ADDRESS", as fetch::ResolveOverrides reads it.
std::string parse_override(std::string_view text);

}  // namespace trawl::cli
