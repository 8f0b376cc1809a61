#pragma once
#include <map>
#include <string>
#include <string_view>

namespace trawl::support {

/// A TCP connection to a port of 127.0.0.1 that sends exactly the bytes it is given. Throws
/// std::system_error.
class RawConnection {
 public:
  explicit RawConnection(int port);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void send(std::string_view bytes);
  /// Everything that arrives until `end` has, or the other side closes.
  std::string until(std::string_view end);
  /// Everything that arrives until the other side closes.
  std::string rest();

 private:
  int socket_;
};

struct HttpAnswer {
  int status = 0;  ///< 0: no status line arrived
  std::map<std::string, std::string> headers;
  std::string body;
};

/// Sends the request unchanged and reads the answer, after which the server must close.
HttpAnswer answer_to(int port, std::string_view request);

/// The request line and these header lines, with the right Host and the blank line at the end.
std::string request_text(int port, std::string_view request_line, std::string_view header_lines = "");

/// The port in "http://127.0.0.1:43121/…".
int port_of(const std::string& url);

}  // namespace trawl::support
