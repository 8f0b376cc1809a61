#pragma once
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/byte_buffer.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// The stream ended before all that was asked for had arrived.
class IncompleteReadError : public std::runtime_error {
 public:
  /// `expected` is 0 if it was not known how much would come.
  IncompleteReadError(std::string partial, std::size_t expected);
  /// The bytes before the end; they have been taken out of the stream.
  const std::string& partial() const { return partial_; }
  std::size_t expected() const { return expected_; }

 private:
  std::string partial_;
  std::size_t expected_;
};

/// There is no separator within the limit of the stream.
class LimitOverrunError : public std::runtime_error {
 public:
  explicit LimitOverrunError(std::size_t consumed);
  /// How many bytes at the front of the stream hold no separator.
  std::size_t consumed() const { return consumed_; }

 private:
  std::size_t consumed_;
};

/// Reads bytes from a descriptor. It reads only while someone waits for more, so a peer that sends without
/// end fills the kernel's buffers and not ours. Errors of the descriptor are thrown as std::system_error.
/// Thread: the loop's. Cancel: a cancelled read takes nothing; the next one gets what has arrived.
/// Requires: the reader outlives its reads. A second read at the same time throws InvalidState.
class StreamReader {
 public:
  static constexpr std::size_t kLimit = 64 * 1024;

  /// `source` is non-blocking, and shared because the writer of a connection uses it too; the last of the two
  /// closes it. `limit` is the longest piece, in bytes, that readuntil and readline accept.
  explicit StreamReader(std::shared_ptr<const Descriptor> source, std::size_t limit = kLimit)
      : source_(std::move(source)), limit_(limit) {}

  /// Reads what is there: at least one byte and at most `most`; "" at the end of the stream.
  Coroutine<std::string> read(std::size_t most);
  /// Reads all until the end of the stream.
  Coroutine<std::string> read();
  /// Reads exactly `count` bytes. Throws IncompleteReadError.
  Coroutine<std::string> readexactly(std::size_t count);
  /// Reads all up to and including `separator`. Throws IncompleteReadError, or LimitOverrunError; then the
  /// bytes stay in the stream, where read() finds them.
  Coroutine<std::string> readuntil(std::string separator);
  /// Reads a line with its "\n", which the last line may lack; "" at the end of the stream. Throws
  /// LimitOverrunError for a line above the limit, and discards what has arrived of it.
  Coroutine<std::string> readline();
  /// True when the end has been seen and everything before it has been taken.
  bool at_eof() const { return is_at_end_ && buffer_.is_empty(); }

 private:
  Coroutine<void> fill();
  bool read_once();

  std::shared_ptr<const Descriptor> source_;
  std::size_t limit_;
  ByteBuffer buffer_;
  bool is_at_end_ = false;
  bool is_filling_ = false;
};

}  // namespace trawl::aio
