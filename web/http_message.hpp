#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::web {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// A request. It has no body, because our servers accept none.
struct HttpRequest {
  std::string method;
  std::string target;  ///< as sent: path and query
  std::string path;    ///< percent-decoded, without query
  HttpHeaders headers;
  int server_port = 0;  ///< the port that received it

  /// The first header with that name, in upper or lower case.
  std::optional<std::string> header(std::string_view name) const;
  int header_count(std::string_view name) const;
};

struct HttpReply {
  int status = 200;
  std::string content_type;
  std::string body;
  HttpHeaders headers;
  std::function<void()> when_sent = {};  ///< called when all of the body was sent, on the thread that did
  /// Keeps the answer open: it is called about once a second, and what it returns is sent, until the client
  /// goes. One thread serves all such answers, so it must be quick, and it may not throw.
  std::function<std::string()> more = {};
};

HttpReply text_reply(int status, std::string text);

/// Whether Accept-Encoding allows gzip (RFC 9110, 12.5.3). False without the header.
bool accepts_gzip(const HttpRequest& request);

}  // namespace trawl::web
