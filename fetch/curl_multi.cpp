#include "fetch/curl_multi.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>

#include "fetch/descriptors.hpp"

namespace trawl::fetch {

namespace {
constexpr std::chrono::milliseconds kShortestLook{1};
}

struct CurlMulti::Impl final : aio::Timer {
  explicit Impl(aio::EventLoop& event_loop) : loop(event_loop), multi(curl_multi_init()) {
    if (multi == nullptr) throw std::bad_alloc();
  }
  ~Impl() override { curl_multi_cleanup(multi); }

  /// Lets curl work, then ends the transfers that have finished. Never called inside a curl callback.
  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi, socket, events, &running);
    take_ended();
  }
  static Transfer* transfer_of(CURL* easy) {
    Transfer* transfer = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
    return transfer;
  }
  void take_ended() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      transfer_of(message->easy_handle)->ended(code);
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

  /// Always returns 0: -1 would end every transfer of the multi handle, and only one of them fails here.
  static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void*) {
    auto* const impl = static_cast<Impl*>(self);
    try {
      impl->watch(socket, (what & CURL_POLL_IN) != 0, (what & CURL_POLL_OUT) != 0);
    } catch (const std::system_error& error) {
      const bool is_ours = is_shortage(error.code().value());
      if (Transfer* const transfer = transfer_of(easy))
        transfer->fail(Error(is_ours ? ErrorKind::resources : ErrorKind::internal, error.what()));
    } catch (const std::exception& error) {
      if (Transfer* const transfer = transfer_of(easy))
        transfer->fail(Error(ErrorKind::internal, error.what()));
    }
    return 0;
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

CurlMulti::CurlMulti(aio::EventLoop& loop, long connections, long host_connections)
    : impl_(std::make_unique<Impl>(loop)) {
  CURLM* const multi = impl_->multi;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Impl::on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, impl_.get());
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Impl::on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, impl_.get());
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, connections);
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, host_connections);
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, long{CURLPIPE_MULTIPLEX});
}

CurlMulti::~CurlMulti() = default;

void CurlMulti::limit_connections(std::size_t most) {
  curl_multi_setopt(impl_->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, static_cast<long>(most));
}

CurlMulti::Transfer CurlMulti::perform(CurlHandle& handle, const Limits& limits, aio::TimePoint since) {
  return Transfer(*impl_, handle, limits, since);
}

CurlMulti::Transfer::Transfer(Impl& multi, CurlHandle& handle, const Limits& limits, aio::TimePoint since)
    : multi_(multi), handle_(handle), limits_(limits), since_(since) {}

CurlMulti::Transfer::~Transfer() {
  leave();
}

void CurlMulti::Transfer::begin() {
  begun_ = last_progress_ = multi_.loop.time();
  curl_easy_setopt(handle_.easy(), CURLOPT_PRIVATE, this);
  if (curl_multi_add_handle(multi_.multi, handle_.easy()) != CURLM_OK) {
    curl_code_ = CURLE_FAILED_INIT;
    wake();
    return;
  }
  is_inside_ = true;
  look_again_later();
}

void CurlMulti::Transfer::leave() {
  clear();
  if (!std::exchange(is_inside_, false)) return;
  curl_multi_remove_handle(multi_.multi, handle_.easy());
  curl_easy_setopt(handle_.easy(), CURLOPT_PRIVATE, nullptr);
}

void CurlMulti::Transfer::ended(int curl_code) {
  curl_code_ = curl_code;
  leave();
  wake();
}

void CurlMulti::Transfer::fail(Error why) {
  if (!is_inside_) return;
  failure_ = std::move(why);
  multi_.loop.set_timer(*this, multi_.loop.time());
}

void CurlMulti::Transfer::cancel() {
  leave();
  wake_cancelled();
}

/// Progress is noticed only when we look, so we look four times within the idle limit. A byte may thus count
/// as late as a quarter of the limit after it arrived.
void CurlMulti::Transfer::look_again_later() {
  const aio::Duration quarter = std::max<aio::Duration>(aio::Duration(limits_.idle) / 4, kShortestLook);
  aio::TimePoint next = std::min(since_ + limits_.total, multi_.loop.time() + quarter);
  next = std::min(next, was_connected_ ? last_progress_ + limits_.idle : begun_ + limits_.connect);
  multi_.loop.set_timer(*this, next);
}

void CurlMulti::Transfer::note_progress(aio::TimePoint now) {
  if (!handle_.is_connected() || (was_connected_ && handle_.received() == received_)) return;
  was_connected_ = true;
  received_ = handle_.received();
  last_progress_ = now;
}

std::optional<Error> CurlMulti::Transfer::overdue(aio::TimePoint now) const {
  const auto late = [](const char* what, std::chrono::milliseconds limit, const char* phase) {
    return Error(ErrorKind::timeout, fmt::format("{} {} ms", what, limit.count()), phase);
  };
  if (now >= since_ + limits_.total) return late("not complete within", limits_.total, "total");
  if (!was_connected_) {
    if (now >= begun_ + limits_.connect) return late("no connection within", limits_.connect, "connect");
  } else if (now >= last_progress_ + limits_.idle) {
    return late("not a byte for", limits_.idle, "idle");
  }
  return std::nullopt;
}

void CurlMulti::Transfer::expire() {
  const aio::TimePoint now = multi_.loop.time();
  note_progress(now);
  if (!failure_) failure_ = overdue(now);
  if (!failure_) {
    look_again_later();
    return;
  }
  leave();
  wake();
}

int CurlMulti::Transfer::await_resume() {
  settle();
  if (failure_) throw *failure_;
  return curl_code_;
}

}  // namespace trawl::fetch
