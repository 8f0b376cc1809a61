#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "fetch/aio/event_loop.hpp"
#include "fetch/curl_handle.hpp"

namespace fetch {

/// libcurl's multi interface on the event loop: curl says which sockets and which time to wait for, the loop waits.
/// Owns: the connection cache. Must outlive its transfers, and die before the loop.
/// Thread: the loop's. No coroutine runs inside a curl callback.
class CurlMulti {
 public:
  class Transfer;

  CurlMulti(aio::EventLoop& loop, long connections);
  ~CurlMulti();
  CurlMulti(const CurlMulti&) = delete;
  CurlMulti& operator=(const CurlMulti&) = delete;

  /// Awaits the exchange; gives libcurl's CURLcode. Throws Error(timeout) when a limit of `request` passed first.
  /// Cancel: takes the handle out at once; its connection is closed.
  Transfer perform(CurlHandle& handle, const Limits& limits);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The awaiter of CurlMulti::perform.
class [[nodiscard]] CurlMulti::Transfer final : public aio::Parked, private aio::Timer {
 public:
  Transfer(Impl& multi, CurlHandle& handle, const Limits& limits);
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
  void expire() override;
  void look_again_later();

  Impl& multi_;
  CurlHandle& handle_;
  const Limits limits_;
  aio::TimePoint started_, last_progress_;
  std::int64_t received_ = 0;
  bool was_connected_ = false, is_inside_ = false;
  std::string timed_out_;  // the phase
  int curl_code_ = 0;
};

}  // namespace fetch
