#include "fetch/aio/net/stream_reader.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <unistd.h>

#include "fetch/aio/errors.hpp"
#include "fetch/aio/net/io.hpp"
#include "fetch/aio/sleep.hpp"

namespace trawl::aio {

namespace {

constexpr std::size_t kPiece = 64 * 1024;

/// Keeps a second reader out while this lives.
class Exclusive {
 public:
  explicit Exclusive(bool& taken) : taken_(taken) {
    if (taken) throw InvalidState("another task reads from this stream");
    taken = true;
  }
  ~Exclusive() { taken_ = false; }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

 private:
  bool& taken_;
};

}  // namespace

IncompleteReadError::IncompleteReadError(std::string partial, std::size_t expected)
    : std::runtime_error("the stream ended after " + std::to_string(partial.size()) + " bytes" +
                         (expected > 0 ? " of " + std::to_string(expected) : "")),
      partial_(std::move(partial)),
      expected_(expected) {}

LimitOverrunError::LimitOverrunError(std::size_t consumed)
    : std::runtime_error("no separator within " + std::to_string(consumed) + " bytes"), consumed_(consumed) {}

Coroutine<std::string> StreamReader::read(std::size_t most) {
  if (most > 0 && buffer_.is_empty() && !is_at_end_) co_await fill();
  co_return buffer_.take(most);
}

Coroutine<std::string> StreamReader::read() {
  while (!is_at_end_) co_await fill();
  co_return buffer_.take_all();
}

Coroutine<std::string> StreamReader::readexactly(std::size_t count) {
  while (buffer_.size() < count && !is_at_end_) co_await fill();
  if (buffer_.size() < count) throw IncompleteReadError(buffer_.take_all(), count);
  co_return buffer_.take(count);
}

Coroutine<std::string> StreamReader::readuntil(std::string separator) {
  if (separator.empty()) throw std::invalid_argument("an empty separator");
  std::size_t searched = 0;
  for (;;) {
    const std::size_t found = buffer_.bytes().find(separator, searched);
    if (found != std::string_view::npos) {
      if (found > limit_) throw LimitOverrunError(found);
      co_return buffer_.take(found + separator.size());
    }
    if (buffer_.size() >= separator.size()) searched = buffer_.size() - (separator.size() - 1);
    if (searched > limit_) throw LimitOverrunError(searched);
    if (is_at_end_) throw IncompleteReadError(buffer_.take_all(), 0);
    co_await fill();
  }
}

Coroutine<std::string> StreamReader::readline() {
  try {
    co_return co_await readuntil("\n");
  } catch (const IncompleteReadError& error) {
    co_return error.partial();
  } catch (const LimitOverrunError& error) {
    const bool is_whole = buffer_.bytes().substr(error.consumed()).starts_with('\n');
    buffer_.drop(is_whole ? error.consumed() + 1 : buffer_.size());
    throw;
  }
}

Coroutine<void> StreamReader::fill() {
  const Exclusive exclusive(is_filling_);
  // A source that never runs dry must not keep the others from their turns.
  co_await sleep(Duration::zero());
  while (!read_once()) co_await readable(source_->fd());
}

/// Reads once. False if nothing has arrived yet.
bool StreamReader::read_once() {
  std::array<char, kPiece> piece;
  ssize_t count;
  do {
    count = ::read(source_->fd(), piece.data(), piece.size());
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    if (errno == EAGAIN) return false;
    throw std::system_error(errno, std::generic_category(), "cannot read from a stream");
  }
  if (count == 0) is_at_end_ = true;
  buffer_.append(std::string_view(piece.data(), static_cast<std::size_t>(count)));
  return true;
}

}  // namespace trawl::aio
