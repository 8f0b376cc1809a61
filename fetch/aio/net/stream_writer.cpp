#include "fetch/aio/net/stream_writer.hpp"

#include <cerrno>
#include <csignal>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/aio/detail/byte_buffer.hpp"
#include "fetch/aio/event.hpp"
#include "fetch/aio/event_loop.hpp"
#include "fetch/aio/sleep.hpp"

namespace trawl::aio {

namespace {

/// write(2) without SIGPIPE: blocks the signal on this thread meanwhile, and takes away the one that this
/// write raised.
ssize_t write_quietly(int fd, std::string_view bytes) {
  sigset_t pipe_signal, before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = write(fd, bytes.data(), bytes.size());
  const int error = errno;
  const timespec at_once{};
  if (count < 0 && error == EPIPE && sigismember(&before, SIGPIPE) == 0)
    sigtimedwait(&pipe_signal, nullptr, &at_once);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return count;
}

bool is_socket(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode);
}

/// Sends once. None if the descriptor accepts nothing now.
std::optional<std::size_t> send_once(int fd, bool to_socket, std::string_view bytes) {
  for (;;) {
    const ssize_t count =
        to_socket ? send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) : write_quietly(fd, bytes);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == EAGAIN) return std::nullopt;
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "cannot write to a stream");
  }
}

}  // namespace

/// Shared by the writer and, while something is unsent, by the loop, which so sends the rest of a writer that
/// is gone.
/// Invariant: the descriptor is watched exactly while something is unsent, and let go of when the stream has
/// ended or failed.
class StreamWriter::Outgoing : public std::enable_shared_from_this<Outgoing> {
 public:
  explicit Outgoing(std::shared_ptr<const Descriptor> target)
      : loop_(EventLoop::current()), target_(std::move(target)), is_socket_(is_socket(target_->fd())) {
    has_room_.set();
  }
  Outgoing(const Outgoing&) = delete;
  Outgoing& operator=(const Outgoing&) = delete;

  void write(std::string_view bytes) {
    if (is_ending_) throw InvalidState("write after the end of the stream");
    if (target_ == nullptr) return;
    const bool was_empty = unsent_.is_empty();
    unsent_.append(bytes);
    if (was_empty) flush();
    if (unsent_.size() > kHighWater) has_room_.clear();
  }
  Coroutine<void> drain() {
    const bool has_room = has_room_.is_set();
    if (!has_room) {
      co_await has_room_.wait();
    } else if (loop_.owes_a_turn()) {
      co_await sleep(Duration::zero());
    }
    if (error_) std::rethrow_exception(error_);
  }
  std::size_t unsent() const { return unsent_.size(); }

  void write_eof() {
    is_ending_ = true;
    end_if_all_is_sent();
  }
  void close() {
    is_ending_ = is_closing_ = true;
    end_if_all_is_sent();
  }
  void abort() {
    is_ending_ = is_closing_ = true;
    unsent_.drop(unsent_.size());
    has_room_.set();
    unwatch();
    end_if_all_is_sent();
  }
  /// The writer is gone: what is unsent ends the stream when the loop has sent it.
  void leave() { is_ending_ = true; }
  bool is_closing() const { return is_closing_; }
  Coroutine<void> wait_closed() {
    co_await has_ended_.wait();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void flush() {
    try {
      while (!unsent_.is_empty()) {
        const auto count = send_once(target_->fd(), is_socket_, unsent_.bytes());
        if (!count) break;
        unsent_.drop(*count);
      }
    } catch (const std::system_error&) {
      error_ = std::current_exception();
      unsent_.drop(unsent_.size());
    }
    if (unsent_.size() <= kLowWater) has_room_.set();
    if (unsent_.is_empty()) {
      unwatch();
      end_if_all_is_sent();
    } else {
      watch();
    }
  }
  void end_if_all_is_sent() {
    if (!unsent_.is_empty()) return;
    if (target_ != nullptr && is_socket_ && is_ending_)
      shutdown(target_->fd(), is_closing_ || error_ ? SHUT_RDWR : SHUT_WR);
    if (is_closing_ || error_ || (is_ending_ && !is_socket_)) target_ = nullptr;
    if (is_closing_ || error_) has_ended_.set();
  }
  void watch() {
    if (is_watched_) return;
    loop_.add_writer(target_->fd(), [self = shared_from_this()](IoEvents) { self->flush(); });
    is_watched_ = true;
  }
  void unwatch() {
    if (std::exchange(is_watched_, false)) loop_.remove_writer(target_->fd());
  }

  EventLoop& loop_;
  std::shared_ptr<const Descriptor> target_;  // null once nothing more can be sent
  const bool is_socket_;
  ByteBuffer unsent_;
  bool is_watched_ = false, is_ending_ = false, is_closing_ = false;
  std::exception_ptr error_;
  Event has_room_, has_ended_;
};

StreamWriter::StreamWriter(std::shared_ptr<const Descriptor> target)
    : outgoing_(std::make_shared<Outgoing>(std::move(target))) {}
StreamWriter::StreamWriter(StreamWriter&&) noexcept = default;
StreamWriter& StreamWriter::operator=(StreamWriter&& other) noexcept {
  StreamWriter moved(std::move(other));
  outgoing_.swap(moved.outgoing_);
  return *this;
}
StreamWriter::~StreamWriter() {
  if (outgoing_) outgoing_->leave();
}

void StreamWriter::write(std::string_view bytes) {
  outgoing_->write(bytes);
}
Coroutine<void> StreamWriter::drain() {
  return outgoing_->drain();
}
std::size_t StreamWriter::unsent() const {
  return outgoing_->unsent();
}
void StreamWriter::write_eof() {
  outgoing_->write_eof();
}
void StreamWriter::close() {
  outgoing_->close();
}
void StreamWriter::abort() {
  outgoing_->abort();
}
bool StreamWriter::is_closing() const {
  return outgoing_->is_closing();
}
Coroutine<void> StreamWriter::wait_closed() {
  return outgoing_->wait_closed();
}

}  // namespace trawl::aio
