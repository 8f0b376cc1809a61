#include "fetch/curl_multi.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

namespace fetch {

struct CurlMulti::Impl final : aio::Timer {
  explicit Impl(aio::EventLoop& of_loop) : loop(of_loop), multi(curl_multi_init()) {
    if (multi == nullptr) throw std::bad_alloc();
  }
  ~Impl() override { curl_multi_cleanup(multi); }

  /// Lets curl go on, then takes out what has ended. Never called inside a callback of curl.
  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi, socket, events, &running);
    take_ended();
  }
  void take_ended() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      CURL* const easy = message->easy_handle;
      Transfer* transfer = nullptr;
      curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
      transfer->ended(code);
    }
  }
  void expire() override { act(CURL_SOCKET_TIMEOUT, 0); }

  void watch(curl_socket_t socket, bool readable, bool writable) {
    const auto call = [this, socket](aio::IoEvents events) {
      const int mask = (events.readable ? CURL_CSELECT_IN : 0) | (events.writable ? CURL_CSELECT_OUT : 0) |
                       (events.failed ? CURL_CSELECT_ERR : 0);
      act(socket, mask);
    };
    if (readable) {
      loop.add_reader(socket, call);
    } else {
      loop.remove_reader(socket);
    }
    if (writable) {
      loop.add_writer(socket, call);
    } else {
      loop.remove_writer(socket);
    }
  }

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void*) {
    auto* const impl = static_cast<Impl*>(self);
    try {
      impl->watch(socket, (what & CURL_POLL_IN) != 0 && what != CURL_POLL_REMOVE,
                  (what & CURL_POLL_OUT) != 0 && what != CURL_POLL_REMOVE);
      return 0;
    } catch (...) {
      impl->loop.report("cannot watch a socket of curl", std::current_exception());
      return -1;
    }
  }
  static int on_timer(CURLM*, long milliseconds, void* self) {
    auto* const impl = static_cast<Impl*>(self);
    if (milliseconds < 0) {
      impl->clear();
    } else {
      impl->loop.set_timer(*impl, impl->loop.time() + std::chrono::milliseconds(milliseconds));
    }
    return 0;
  }

  aio::EventLoop& loop;
  CURLM* multi;
};

CurlMulti::CurlMulti(aio::EventLoop& loop, long connections) : impl_(std::make_unique<Impl>(loop)) {
  CURLM* const multi = impl_->multi;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, impl_.get());
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, impl_.get());
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, long{CURLPIPE_NOTHING});
}

CurlMulti::~CurlMulti() = default;

CurlMulti::Transfer CurlMulti::perform(CurlHandle& handle, const Limits& limits) {
  return Transfer(*impl_, handle, limits);
}

CurlMulti::Transfer::Transfer(Impl& multi, CurlHandle& handle, const Limits& limits)
    : multi_(multi), handle_(handle), limits_(limits) {}

CurlMulti::Transfer::~Transfer() {
  leave();
}

void CurlMulti::Transfer::begin() {
  started_ = last_progress_ = multi_.loop.time();
  curl_easy_setopt(handle_.easy(), CURLOPT_PRIVATE, this);
  is_inside_ = true;
  if (const CURLMcode code = curl_multi_add_handle(multi_.multi, handle_.easy()); code != CURLM_OK) {
    is_inside_ = false;
    curl_code_ = CURLE_FAILED_INIT;
    wake();
    return;
  }
  look_again_later();
}

void CurlMulti::Transfer::leave() {
  clear();
  if (std::exchange(is_inside_, false)) curl_multi_remove_handle(multi_.multi, handle_.easy());
}

void CurlMulti::Transfer::ended(int curl_code) {
  curl_code_ = curl_code;
  leave();
  if (is_waiting()) wake();
}

void CurlMulti::Transfer::cancel() {
  leave();
  wake_cancelled();
}

/// Looks several times within the idle limit, since progress is only seen by looking: the limit holds to a quarter.
void CurlMulti::Transfer::look_again_later() {
  aio::TimePoint next = std::min(started_ + limits_.total, multi_.loop.time() + limits_.idle / 4);
  if (!handle_.is_connected()) next = std::min(next, started_ + limits_.connect);
  multi_.loop.set_timer(*this, next);
}

void CurlMulti::Transfer::expire() {
  const aio::TimePoint now = multi_.loop.time();
  if (handle_.is_connected() && (!was_connected_ || handle_.received() != received_)) {
    was_connected_ = true;
    received_ = handle_.received();
    last_progress_ = now;
  }
  if (now >= started_ + limits_.total) {
    timed_out_ = "total";
  } else if (!handle_.is_connected() && now >= started_ + limits_.connect) {
    timed_out_ = "connect";
  } else if (handle_.is_connected() && now >= last_progress_ + limits_.idle) {
    timed_out_ = "idle";
  } else {
    look_again_later();
    return;
  }
  leave();
  wake();
}

int CurlMulti::Transfer::await_resume() {
  settle();
  if (timed_out_.empty()) return curl_code_;
  const auto limit = timed_out_ == "total" ? limits_.total : timed_out_ == "connect" ? limits_.connect : limits_.idle;
  throw Error(ErrorKind::timeout,
              timed_out_ == "connect" ? fmt::format("no connection within {} ms", limit.count())
              : timed_out_ == "idle"  ? fmt::format("not a byte for {} ms", limit.count())
                                      : fmt::format("not complete within {} ms", limit.count()),
              timed_out_);
}

}  // namespace fetch
