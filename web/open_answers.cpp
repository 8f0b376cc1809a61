#include "web/open_answers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace trawl::web {
namespace {

using std::chrono::steady_clock;

constexpr const char* kStillThere = ":\n\n";  // a comment of an event stream

/// Whether the client has closed its side; it has nothing more to say.
bool is_gone(short events) {
  return (events & (POLLIN | POLLHUP | POLLERR | POLLRDHUP)) != 0;
}

void close_socket(int socket) {
  shutdown(socket, SHUT_RDWR);
  close(socket);
}

}  // namespace

OpenAnswers::OpenAnswers(int stop, std::chrono::milliseconds turn, std::chrono::milliseconds silence)
    : stop_(stop), turn_(turn), silence_(silence), wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

/// Requires: `stop` is readable, or there never was an answer.
OpenAnswers::~OpenAnswers() {
  thread_.reset();
  for (const Answer& answer : answers_) close_socket(answer.socket);
  for (const Answer& answer : new_) close_socket(answer.socket);
  close(wake_);
}

bool OpenAnswers::has_room() const {
  const std::scoped_lock lock(mutex_);
  return open_ < kMost;
}

void OpenAnswers::add(int socket, More more) {
  {
    const std::scoped_lock lock(mutex_);
    if (open_ >= kMost) return close_socket(socket);
    try {
      if (!thread_) thread_.emplace("web-streams", [this] { serve(); });
    } catch (const std::system_error&) {
      return close_socket(socket);
    }
    new_.push_back({socket, std::move(more)});
    ++open_;
  }
  eventfd_write(wake_, 1);
}

/// False if the client is to be given up.
bool OpenAnswers::send_to(Answer& answer) {
  while (!answer.waiting.empty()) {
    const ssize_t count =
        send(answer.socket, answer.waiting.data(), answer.waiting.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN && answer.waiting.size() <= kMostWaiting;
    answer.waiting.erase(0, static_cast<std::size_t>(count));
    answer.sent_at = steady_clock::now();
  }
  return true;
}

/// Waits, sends what waits, and drops clients that are gone. False if all is to end.
bool OpenAnswers::wait(steady_clock::time_point until) {
  std::vector<pollfd> polled{{stop_, POLLIN, 0}, {wake_, POLLIN, 0}};
  for (const Answer& answer : answers_) {
    const int events = POLLIN | POLLRDHUP | (answer.waiting.empty() ? 0 : POLLOUT);
    polled.push_back({answer.socket, static_cast<short>(events), 0});
  }
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
  const auto most = answers_.empty() ? -1 : std::max<std::int64_t>(left, 0);
  poll(polled.data(), polled.size(), static_cast<int>(most));
  if (polled[0].revents != 0) return false;
  std::vector<Answer> kept;
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const bool stays = !is_gone(polled[i + 2].revents) && send_to(answers_[i]);
    if (stays) {
      kept.push_back(std::move(answers_[i]));
    } else {
      close_socket(answers_[i].socket);
    }
  }
  const std::size_t gone = answers_.size() - kept.size();
  answers_ = std::move(kept);
  eventfd_t none = 0;
  eventfd_read(wake_, &none);
  const std::scoped_lock lock(mutex_);
  open_ -= gone;
  for (Answer& answer : std::exchange(new_, {})) answers_.push_back(std::move(answer));
  return true;
}

void OpenAnswers::serve() {
  for (auto turn = steady_clock::now();;) {
    if (!wait(turn)) return;
    const auto now = steady_clock::now();
    if (now < turn) continue;
    turn = now + turn_;
    for (Answer& answer : answers_) {
      answer.waiting += answer.more();
      if (answer.waiting.empty() && now - answer.sent_at >= silence_) answer.waiting = kStillThere;
    }
  }
}

}  // namespace trawl::web
