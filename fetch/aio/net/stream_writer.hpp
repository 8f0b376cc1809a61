#pragma once
#include <cstddef>
#include <memory>
#include <string_view>

#include "fetch/aio/coroutine.hpp"
#include "fetch/aio/detail/poller.hpp"

namespace trawl::aio {

/// Writes bytes to a descriptor: at once what it accepts, the rest when the loop finds it writable.
/// `co_await drain()` after write() keeps the rest small when the peer is slow.
/// Owns: what is not sent yet; destroying the writer throws that away. Thread: the loop's. A failed send
/// throws away what is left and what is written later, and comes out of drain() and wait_closed() as
/// std::system_error. SIGPIPE is never raised. Requires: the writer outlives those that wait on it, the loop
/// outlives the writer.
class StreamWriter {
 public:
  /// drain() waits above the one until no more than the other is left, in bytes.
  static constexpr std::size_t kHighWater = 64 * 1024, kLowWater = 16 * 1024;

  /// Writes to `to` on the loop that runs. `to` is non-blocking, and shared because the reader of a connection
  /// uses it too; the last of the two closes it.
  explicit StreamWriter(std::shared_ptr<const Descriptor> to);
  StreamWriter(StreamWriter&&) noexcept;
  StreamWriter& operator=(StreamWriter&&) noexcept;
  ~StreamWriter();

  /// Throws InvalidState after write_eof() or close().
  void write(std::string_view bytes);
  /// Gives the others a turn, and waits while too much is left. Cancel: what was written stays written.
  Coroutine<void> drain();
  /// Bytes that are not sent yet.
  std::size_t unsent() const;

  /// Ends this direction once all is sent; a connection can be read from further.
  void write_eof();
  /// Ends the stream, of a connection both directions, once all is sent.
  void close();
  bool is_closing() const;
  /// Waits until close() has had its effect.
  Coroutine<void> wait_closed();

 private:
  class Outgoing;
  std::unique_ptr<Outgoing> outgoing_;  // stays where it is, for the loop calls it
};

}  // namespace trawl::aio
