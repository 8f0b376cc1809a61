#include "tests/support/http_client.hpp"

#include <array>
#include <cerrno>
#include <sstream>
#include <system_error>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::support {

RawConnection::RawConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    const int code = errno;
    close(socket_);
    throw std::system_error(code, std::generic_category(), "connect");
  }
}

RawConnection::~RawConnection() {
  close(socket_);
}

void RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) throw std::system_error(errno, std::generic_category(), "send");
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::string RawConnection::until(std::string_view end) {
  std::string text;
  for (char byte = 0; text.find(end) == std::string::npos && recv(socket_, &byte, 1, 0) > 0;) text += byte;
  return text;
}

std::string RawConnection::rest() {
  std::string text;
  std::array<char, 4096> piece;
  for (ssize_t count; (count = recv(socket_, piece.data(), piece.size(), 0)) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return text;
}

HttpAnswer answer_to(int port, std::string_view request) {
  RawConnection connection(port);
  connection.send(request);
  const std::string text = connection.rest();
  HttpAnswer answer;
  const auto blank = text.find("\r\n\r\n");
  if (blank == std::string::npos) return answer;
  std::istringstream head(text.substr(0, blank + 2));
  std::string version, line;
  head >> version >> answer.status;
  std::getline(head, line);
  while (std::getline(head, line)) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos) {
      answer.headers[line.substr(0, colon)] = line.substr(colon + 2, line.size() - colon - 3);
    }
  }
  answer.body = text.substr(blank + 4);
  return answer;
}

std::string request_text(int port, std::string_view request_line, std::string_view header_lines) {
  std::ostringstream text;
  text << request_line << " HTTP/1.1\r\nHost: 127.0.0.1:" << port << "\r\n" << header_lines << "\r\n";
  return text.str();
}

int port_of(const std::string& url) {
  return std::stoi(url.substr(url.rfind(':') + 1));
}

}  // namespace trawl::support
