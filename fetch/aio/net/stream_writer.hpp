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
/// Owns: the bytes not sent yet. As in asyncio, the loop sends those of a writer that is destroyed, closed or
/// not, for as long as it exists, then ends the stream; an error of that is not reported. Thread: the loop's.
/// Requires: the writer outlives those who wait on it, and nothing is written when the loop is gone.
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
  /// Waits while too much is unsent. If there is room it returns at once and meets no cancel, as in asyncio,
  /// but now and then it gives the others a turn: EventLoop::owes_a_turn() says when. Cancel: what was
  /// written is still sent.
  Coroutine<void> drain();
  /// How many bytes are not sent yet.
  std::size_t unsent() const;

  /// Ends this direction once all is sent; a connection can still be read from.
  void write_eof();
  /// Ends the stream once all is sent: for a connection, both directions.
  void close();
  /// Discards what is not sent and ends the stream at once.
  void abort();
  bool is_closing() const;
  /// Waits until the stream has ended: until close() has taken effect, or a send has failed.
  Coroutine<void> wait_closed();

 private:
  class Outgoing;
  std::shared_ptr<Outgoing> outgoing_;  // shared with the loop while something is unsent
};

}  // namespace trawl::aio
