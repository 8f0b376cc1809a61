#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "web/http_server.hpp"
#include "web/status_board.hpp"

namespace trawl::web {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;          ///< 0: any free one
  std::string password;  ///< asked of every visitor (HTTP Basic, any user name); needed unless the address is
                         ///< loopback
};

/// The web UI: the status page, /api/status, /metrics, and the commands POST /api/pause, /api/resume,
/// /api/stop. Owns: its threads; the destructor returns within a second. Thread: the board is read and the
/// commands are called on the server's threads.
class Server {
 public:
  /// Over a crawl of this process; `board` must outlive the server.
  /// Throws Error when the port is in use, or when another address than loopback lacks a password.
  Server(const ServerOptions& options, const StatusBoard& board, Commands commands);

  /// Over a crawl file, whose crawl has ended or runs in another process. Throws storage::Error as well.
  Server(const ServerOptions& options, const std::filesystem::path& database);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The link to print, as in "http://127.0.0.1:43121/#…": its fragment, which browsers never send, is the
  /// token of this run. Without commands there is none.
  std::string address() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::web
