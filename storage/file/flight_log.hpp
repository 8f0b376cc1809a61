#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trawl::storage {

/// Which URLs are in flight, in a small file beside the crawl file: FILE-flights. It has one slot of eight
/// bytes for each fetch under way. A process that is killed leaves it behind, so the next one knows what
/// trawl was busy with; one that ends by itself, also with an error, takes it away. A write goes to the page
/// cache and waits for no disk. What cannot be written is not known after a kill, and that is all: nothing
/// here throws.
/// Owns: the file.
/// Thread: one at a time.
class FlightLog {
 public:
  /// Reads what a kill has left, then begins anew. Requires: the crawl file is locked.
  explicit FlightLog(const std::filesystem::path& crawl_file);
  ~FlightLog();
  FlightLog(const FlightLog&) = delete;
  FlightLog& operator=(const FlightLog&) = delete;

  /// The ids of the URLs that were in flight when the last process was killed.
  const std::vector<std::int64_t>& left_by_kill() const { return left_by_kill_; }

  /// A URL is in flight for as long as this lives. The log must outlive it.
  class Flight {
   public:
    Flight(FlightLog& log, std::int64_t url_id);
    ~Flight();
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

   private:
    FlightLog& log_;
    std::size_t slot_;
  };

 private:
  void write(std::size_t slot, std::int64_t url_id) const;

  std::string path_;
  int descriptor_;
  std::vector<std::int64_t> left_by_kill_;
  std::vector<std::size_t> free_slots_;
  std::size_t slots_ = 0;
};

}  // namespace trawl::storage
