#pragma once
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/byte_buffer.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// The stream ended before what was asked for was there.
class IncompleteReadError : public std::runtime_error {
 public:
  /// `expected` 0: it was not known how much would come.
  IncompleteReadError(std::string partial, std::size_t expected);
  /// What had come until the end; the stream holds it no longer.
  const std::string& partial() const { return partial_; }
  std::size_t expected() const { return expected_; }

 private:
  std::string partial_;
  std::size_t expected_;
};

/// No separator within the limit of the stream.
class LimitOverrunError : public std::runtime_error {
 public:
  explicit LimitOverrunError(std::size_t consumed);
  /// How many of the bytes at the front are known to hold no separator.
  std::size_t consumed() const { return consumed_; }

 private:
  std::size_t consumed_;
};

/// Reads bytes from a descriptor. It reads on only while someone waits for more, so a peer that sends without
/// end fills the kernel's buffers and not ours.
/// Thread: the loop's. Cancel: a read that is cancelled takes nothing; the next one gets what has come.
/// Errors of the descriptor are thrown as std::system_error. Requires: one read at a time, InvalidState
/// otherwise; the reader outlives its reads.
class StreamReader {
 public:
  static constexpr std::size_t kLimit = 64 * 1024;

  /// `from` is non-blocking, and shared because the writer of a connection uses it too; the last of the two
  /// closes it. `limit` is the longest piece, in bytes, that readuntil and readline look for.
  explicit StreamReader(std::shared_ptr<const Descriptor> from, std::size_t limit = kLimit)
      : from_(std::move(from)), limit_(limit) {}

  /// What is there, at least one byte and at most `most`; "" at the end of the stream.
  Coroutine<std::string> read(std::size_t most);
  /// All until the end of the stream.
  Coroutine<std::string> read();
  /// Exactly `count` bytes. Throws IncompleteReadError.
  Coroutine<std::string> readexactly(std::size_t count);
  /// All until `separator`, which is included. Throws IncompleteReadError, or LimitOverrunError; the bytes stay
  /// in the stream then, and read() gets them.
  Coroutine<std::string> readuntil(std::string separator);
  /// A line with its "\n"; the last one without if it has none; "" at the end of the stream. Throws
  /// LimitOverrunError for a line above the limit; what has come of it is thrown away.
  Coroutine<std::string> readline();
  /// The end has been seen, and everything before it taken.
  bool at_eof() const { return is_at_end_ && buffer_.is_empty(); }

 private:
  Coroutine<void> fill();
  bool take_in();

  std::shared_ptr<const Descriptor> from_;
  std::size_t limit_;
  ByteBuffer buffer_;
  bool is_at_end_ = false;
  bool is_filling_ = false;
};

}  // namespace trawl::aio
