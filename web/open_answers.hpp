#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "web/worker_threads.hpp"

namespace trawl::web {

/// Answers that stay open and get more now and then: event streams. One thread serves them all, so a client
/// that only listens costs a descriptor. A client that does not read, so that kMostWaiting bytes wait for it,
/// is given up.
/// Owns: its thread, which starts with the first answer, and the sockets; the destructor closes them.
/// Thread: any.
class OpenAnswers {
 public:
  using More = std::function<std::string()>;
  static constexpr std::size_t kMost = 256;
  static constexpr std::size_t kMostWaiting = std::size_t{256} << 10;

  /// `stop` is a descriptor that becomes readable when all is to end. `turn` is the time between two calls of
  /// a More; after `silence` without a byte a comment is sent, so that nothing on the way takes the
  /// connection for dead.
  explicit OpenAnswers(int stop, std::chrono::milliseconds turn = std::chrono::seconds(1),
                       std::chrono::milliseconds silence = std::chrono::seconds(15));
  ~OpenAnswers();
  OpenAnswers(const OpenAnswers&) = delete;
  OpenAnswers& operator=(const OpenAnswers&) = delete;

  bool has_room() const;
  /// Takes the socket over; closes it at once if there is no room.
  void add(int socket, More more);

 private:
  struct Answer {
    int socket = -1;
    More more;
    std::string waiting = {};  // to be sent
    std::chrono::steady_clock::time_point sent_at = std::chrono::steady_clock::now();
  };
  void serve();
  bool wait(std::chrono::steady_clock::time_point until);
  static bool send_to(Answer& answer);

  const int stop_;
  const std::chrono::milliseconds turn_, silence_;
  int wake_;
  std::vector<Answer> answers_;  // of the thread alone
  mutable std::mutex mutex_;
  // Guarded by mutex_:
  std::vector<Answer> new_;
  std::size_t open_ = 0;
  std::optional<Thread> thread_;
};

}  // namespace trawl::web
