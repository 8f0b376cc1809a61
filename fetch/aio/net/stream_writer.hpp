#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// Writes bytes to a descriptor: as many as it accepts at once, the rest when the loop finds it writable.
/// `co_await drain()` after write() keeps the rest small when the peer is slow. After a failed send, what is
/// left and what is written later is discarded, and drain() and wait_closed() throw std::system_error.
/// SIGPIPE is never raised.
/// Owns: the bytes not sent yet; destroying the writer discards them. Thread: the loop's.
/// Requires: the writer outlives those who wait on it, and the loop outlives the writer.
class StreamWriter {
 public:
  /// In bytes: when more than kHighWater are unsent, drain() waits until at most kLowWater are.
  static constexpr std::size_t kHighWater = 64 * 1024, kLowWater = 16 * 1024;

  /// Writes to `target` on the running loop. `target` is non-blocking, and shared because the reader of a
  /// connection uses it too; the last of the two closes it.
  explicit StreamWriter(std::shared_ptr<const Descriptor> target);
  StreamWriter(StreamWriter&&) noexcept;
  StreamWriter& operator=(StreamWriter&&) noexcept;
  ~StreamWriter();

  /// Throws InvalidState after write_eof() or close().
  void write(std::string_view bytes);
  /// Gives the others a turn, and waits while too much is unsent. Cancel: what was written is still sent.
  Coroutine<void> drain();
  /// How many bytes are not sent yet.
  std::size_t unsent() const;

  /// Ends this direction once all is sent; a connection can still be read from.
  void write_eof();
  /// Ends the stream once all is sent: for a connection, both directions.
  void close();
  bool is_closing() const;
  /// Waits until close() has taken effect.
  Coroutine<void> wait_closed();

 private:
  class Outgoing;
  std::unique_ptr<Outgoing> outgoing_;  // must not move: the loop holds its address
};

}  // namespace trawl::aio
