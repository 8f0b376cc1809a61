#include "fetch/stray_bytes.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include <sys/socket.h>

namespace trawl::fetch {
namespace {

// RFC 8446 5.1: type, two bytes of version, two of length.
constexpr std::size_t kRecordHeader = 5;
constexpr std::uint8_t kApplicationData = 23;
/// An encrypted alert or update of keys is at most so long: its two to five bytes, type, explicit nonce and
/// tag or MAC of any cipher. The shortest answer of HTTP is no shorter than this without them.
constexpr std::size_t kLongestNotice = 60;

bool is_answer_in_tls(std::string_view bytes) {
  while (bytes.size() >= kRecordHeader) {
    const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const std::size_t length = static_cast<std::size_t>(byte(3) << 8 | byte(4));
    if (byte(0) == kApplicationData && length > kLongestNotice) return true;
    bytes.remove_prefix(std::min(bytes.size(), kRecordHeader + length));
  }
  return false;
}

bool is_answer_in_plain(std::string_view bytes) {
  const auto start = bytes.find_first_not_of("\r\n");
  if (start == std::string_view::npos) return false;
  bytes.remove_prefix(start);
  return !bytes.starts_with("HTTP/1.1 408") && !bytes.starts_with("HTTP/1.0 408");
}

}  // namespace

Leftover leftover_on(int socket, bool is_tls) {
  std::array<char, 2048> buffer;
  const auto count = recv(socket, buffer.data(), buffer.size(), MSG_PEEK | MSG_DONTWAIT);
  if (count < 0) {
    const bool is_silent = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
    return is_silent ? Leftover::nothing : Leftover::farewell;
  }
  if (count == 0) return Leftover::farewell;
  const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
  const bool is_answer = is_tls ? is_answer_in_tls(bytes) : is_answer_in_plain(bytes);
  return is_answer ? Leftover::stray : Leftover::farewell;
}

}  // namespace trawl::fetch
