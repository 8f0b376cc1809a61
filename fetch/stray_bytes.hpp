#pragma once

namespace trawl::fetch {

/// What waits to be read on a connection on which nobody has asked for anything.
enum class Leftover {
  nothing,
  /// The other side is about to close, or says nothing of meaning: an end of the stream, a reset, an alert of
  /// TLS, a 408 (as some servers announce that they close an idle connection), blank lines.
  farewell,
  stray  ///< bytes that would be read as the answer to the next request
};

/// Looks without taking anything from the connection, and never blocks.
/// `socket`: a connected TCP socket. `is_tls`: TLS records pass over it, otherwise HTTP/1.
Leftover leftover_on(int socket, bool is_tls);

}  // namespace trawl::fetch
