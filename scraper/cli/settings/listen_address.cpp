#include "scraper/cli/settings/listen_address.hpp"

#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "scraper/cli/settings/values.hpp"

namespace trawl::cli {
namespace {

std::optional<int> parse_port(std::string_view text) {
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port < 0 || port > 65'535)
    return std::nullopt;
  return port;
}

}  // namespace

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  if (text == "off") return std::nullopt;
  ListenAddress listen;
  const std::size_t colon = text.rfind(':');
  const auto port = parse_port(colon == std::string_view::npos ? text : text.substr(colon + 1));
  bool is_address = true;
  if (colon != std::string_view::npos) {
    const std::string_view host = text.substr(0, colon);
    const auto ip = parse_ip(host == "localhost" ? "127.0.0.1" : host);
    is_address = ip.has_value();
    if (ip) listen.address = ip->text();
  }
  if (!port || !is_address) {
    throw std::invalid_argument(
        fmt::format("'{}' is no place to listen: expected a port, ADDRESS:PORT or off", text));
  }
  listen.port = *port;
  return listen;
}

}  // namespace trawl::cli
