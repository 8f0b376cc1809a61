#include "tests/support/proxies.hpp"

#include <fmt/format.h>

namespace trawl::support {

namespace {

using Connection = RawServer::Connection;
using namespace std::string_literals;

constexpr char kNoAuthentication = 0, kUserAndPassword = 2;
constexpr char kName = 3, kAddress6 = 4;  // any other kind is an IPv4 address

std::size_t number(std::string_view bytes) {
  std::size_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

/// A text that begins with its length.
std::string read_text(Connection& connection) {
  return connection.read(number(connection.read(1)));
}

std::string read_target(Connection& connection, char kind) {
  if (kind == kName) return "name " + read_text(connection);
  const std::string address = connection.read(kind == kAddress6 ? 16 : 4);
  std::string text;
  for (const char byte : address) text += fmt::format("{}{}", text.empty() ? "" : ".", number({&byte, 1}));
  return "address " + text;
}

}  // namespace

RawServer::Script connect_proxy(int target_port) {
  return [target_port](Connection& connection) {
    if (!connection.request().starts_with("CONNECT ")) return;
    connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
    connection.tunnel_to(target_port);
  };
}

RawServer::Script socks5_proxy(int target_port) {
  return [target_port](Connection& connection) {
    connection.read(1);
    const bool has_credentials = read_text(connection).find(kUserAndPassword) != std::string::npos;
    connection.send("\5"s + (has_credentials ? kUserAndPassword : kNoAuthentication));
    std::string credentials;
    if (has_credentials) {
      connection.read(1);
      credentials = " as " + read_text(connection);
      credentials += ":" + read_text(connection);
      connection.send("\1\0"s);
    }
    const std::string head = connection.read(4);
    if (head.size() < 4) return;
    const std::string target = read_target(connection, head[3]);
    connection.note(fmt::format("{}:{}{}", target, number(connection.read(2)), credentials));
    connection.send("\5\0\0\1\0\0\0\0\0\0"s);
    connection.tunnel_to(target_port);
  };
}

}  // namespace trawl::support
