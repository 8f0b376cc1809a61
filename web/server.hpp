#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "web/http_server.hpp"
#include "web/page_extras.hpp"
#include "web/status_board.hpp"

namespace trawl::web {

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;  ///< 0: any free port
  /// Every visitor must give it (HTTP Basic, with any user name). Required unless the address is loopback.
  std::string password;
  PageExtras extras = {};
};

/// The web UI: the page, its API under /api/v1 (assets/openapi.json), /metrics, and the commands.
/// Owns: its threads; the destructor returns within a second.
/// Thread: the server's threads read the board and call the commands.
class Server {
 public:
  /// Shows a crawl of this process; `board` must outlive the server. The chart is read from `database`, the
  /// crawl's file; "": there is none. Throws Error when the port is in use, or when an address other than
  /// loopback has no password.
  Server(const ServerOptions& options, const StatusBoard& board, Commands commands,
         const std::filesystem::path& database = {});

  /// Shows a crawl file whose crawl has ended or runs in another process. Also throws storage::Error.
  Server(const ServerOptions& options, const std::filesystem::path& database);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The link to print, as in "http://127.0.0.1:43121/#…". Its fragment, which browsers never send, is the
  /// token of this run; a server that takes no commands and saves no queries has none.
  std::string address() const;

  /// Whether some open page has not seen yet how the crawl ended. A page asks once a second; one that was
  /// closed or hidden counts as open for three. Thread: any.
  bool has_waiting_page() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace trawl::web
