#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "scraper/cli/mcp/message.hpp"
#include "storage/export/descriptor.hpp"

namespace trawl::cli::mcp {

/// Serves one client of the Model Context Protocol over two descriptors, until the input ends. Requests are
/// answered in their order, but for a ping while a tool works, which is answered at once; a request that is
/// cancelled gets no answer. Nothing but protocol lines is written.
/// Thread: the caller's reads; another one, which ends with serve(), works.
class Server {
 public:
  /// A line that is longer is refused. So many requests wait at most; then nothing more is read.
  static constexpr std::size_t kLongestLine = 4 * 1024 * 1024, kMostWaiting = 100;

  /// Requires: `file` is a crawl file that can be read. The descriptors stay open.
  Server(std::string file, int in, int out);

  /// Returns at the end of the input, when all that came has been answered. Throws std::ios_base::failure
  /// when the answers cannot be written.
  void serve();

 private:
  /// What the worker is to do: answer a request, or write a line that is ready.
  struct Work {
    Work() {}
    std::optional<Message> request;
    std::string line;
  };

  void read_input();
  void take_bytes(std::string_view bytes);
  void take_line(std::string_view line);
  void cancel(const Json& params);
  void put(Work work);
  void work();
  void answer(const Message& request);
  Json result_of(const Message& request);
  void write(std::string_view line);
  [[noreturn]] void give_up();

  const std::string file_;
  const int in_, out_;
  storage::Descriptor wake_read_, wake_write_;  // a pipe that ends reading when the output fails
  std::string line_;                            // that is not whole yet
  bool skips_line_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_:
  std::deque<Work> waiting_;
  Json working_on_;  // the id of the request under way; null: none
  bool is_over_ = false, has_failed_ = false;

  std::mutex out_mutex_;           // held while a line is written
  std::atomic<bool> stop_{false};  // the request under way is cancelled
};

}  // namespace trawl::cli::mcp
