#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "fetch/aio/event_loop.hpp"
#include "fetch/curl_handle.hpp"
#include "fetch/error.hpp"
#include "fetch/http/request.hpp"

namespace trawl::fetch {

/// libcurl's multi interface on the event loop: curl says which sockets and which time to wait for, and the
/// loop waits.
/// Owns: the connection cache. Must outlive its transfers and die before the loop.
/// Thread: the loop's. No coroutine runs inside a curl callback.
class CurlMulti {
 public:
  class Transfer;

  CurlMulti(aio::EventLoop& loop, long connections, long host_connections = 0);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Keeps at most that many connections open, in use or not. Requires: no more transfers at once.
  void limit_connections(std::size_t most);

  /// Awaits the exchange and returns libcurl's CURLcode. Throws Error(timeout) if a limit passes first; the
  /// total limit counts from `since`. Cancel: removes the handle at once, which closes its connection.
  Transfer perform(CurlHandle& handle, const Limits& limits, aio::TimePoint since);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The awaiter of CurlMulti::perform.
class [[nodiscard]] CurlMulti::Transfer final : public aio::Parked, private aio::Timer {
 public:
  Transfer(Impl& multi, CurlHandle& handle, const Limits& limits, aio::TimePoint since);
  ~Transfer() override;
  bool await_ready() const { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> frame) {
    if (!park(frame)) return false;
    begin();
    return true;
  }
  int await_resume();
  void cancel() override;
  std::string what() const override { return "a transfer"; }

 private:
  friend struct CurlMulti::Impl;

  void begin();
  void leave();
  void ended(int curl_code);
  /// May be called inside a curl callback; the transfer then ends soon after the callback has returned.
  void fail(Error why);
  void expire() override;
  void look_again_later();
  void note_progress(aio::TimePoint now);
  std::optional<Error> overdue(aio::TimePoint now) const;

  Impl& multi_;
  CurlHandle& handle_;
  const Limits limits_;
  const aio::TimePoint since_;
  aio::TimePoint begun_, last_progress_;
  std::int64_t received_ = 0;
  bool was_connected_ = false;
  bool is_inside_ = false;  // the multi handle has our easy handle
  int curl_code_ = 0;
  std::optional<Error> failure_;
};

}  // namespace trawl::fetch
