#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "fetch/aio/net/connection.hpp"
#include "fetch/aio/task_group.hpp"

namespace trawl::aio {

/// Serves one connection. After it returns, the rest of what it wrote is sent and the connection is closed;
/// both streams live until then. Its error ends only this connection and is reported to the loop.
using ConnectionHandler = std::function<Coroutine<void>(StreamReader& reader, StreamWriter& writer)>;

/// Listens on a port and runs a handler for each connection, as a task.
/// Owns: the connections. If it is destroyed before close() has returned, it drops them where they stand.
/// Thread: the loop's. What the handler refers to must outlive the server.
class Server {
 public:
  Server(const std::string& host, std::uint16_t port, ConnectionHandler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port it listens on, also if port 0 was asked for.
  std::uint16_t port() const;
  /// How many connections are being served.
  std::size_t connections() const { return serving_.running(); }

  /// Stops listening, gives the connections `grace` to end, then cancels them and discards what they have not
  /// sent; returns when all have ended. A second close does the same: the shorter grace counts, and when all
  /// have ended it returns at once. Cancel: cancels the connections at once and waits for them.
  Coroutine<void> close(Duration grace = Duration::zero());

 private:
  Coroutine<void> accept_all();
  Coroutine<void> serve(Descriptor socket);

  Descriptor listener_;
  ConnectionHandler handler_;
  TaskGroup serving_;
  Task<void> accepting_;
  std::optional<Task<void>> joining_;  // since the first close()
};

/// Starts a server. `host` is an IP address or "localhost"; `port` 0 means any free one. Throws
/// std::system_error that names the address.
Coroutine<std::unique_ptr<Server>> start_server(ConnectionHandler handler, std::string host,
                                                std::uint16_t port);

}  // namespace trawl::aio
