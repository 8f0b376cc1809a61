#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// Where the web UI listens.
struct ListenAddress {
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0: any free one
};

/// "8080", "0.0.0.0:8080", "[::1]:8080" or "off", which gives none. Throws std::invalid_argument.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace trawl::cli
