#pragma once
#include <cstdint>
#include <string>

#include "fetch/aio/net/stream_reader.hpp"
#include "fetch/aio/net/stream_writer.hpp"

namespace trawl::aio {

/// A TCP connection: `auto [reader, writer] = co_await open_connection(host, port);`
struct Connection {
  /// Takes over a connected, non-blocking socket, and makes it send what is written at once (TCP_NODELAY).
  explicit Connection(Descriptor socket);

  StreamReader reader;
  StreamWriter writer;

 private:
  explicit Connection(const std::shared_ptr<const Descriptor>& socket);
};

/// Connects to `host` (an IP address or "localhost"). Throws std::system_error that names the address.
/// Cancel: closes the socket.
Coroutine<Connection> open_connection(std::string host, std::uint16_t port);

}  // namespace trawl::aio
