#include "storage/file/flight_log.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace trawl::storage {
namespace {

/// More fetches than that are never under way.
constexpr std::size_t kMostSlots = 10'000;

std::vector<std::int64_t> ids_in(int descriptor) {
  std::vector<std::int64_t> ids(kMostSlots);
  const ssize_t bytes = pread(descriptor, ids.data(), ids.size() * sizeof(std::int64_t), 0);
  ids.resize(bytes > 0 ? static_cast<std::size_t>(bytes) / sizeof(std::int64_t) : 0);
  std::erase(ids, 0);
  return ids;
}

}  // namespace

FlightLog::FlightLog(const std::filesystem::path& crawl_file)
    : path_(std::filesystem::absolute(crawl_file).string() + "-flights"),
      descriptor_(
          open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, S_IRUSR | S_IWUSR)) {
  if (descriptor_ < 0) return;
  left_by_kill_ = ids_in(descriptor_);
  if (ftruncate(descriptor_, 0) != 0) left_by_kill_.clear();  // or it would be counted again and again
}

FlightLog::~FlightLog() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(path_.c_str());
}

void FlightLog::write(std::size_t slot, std::int64_t url_id) const {
  if (descriptor_ < 0 || slot >= kMostSlots) return;
  [[maybe_unused]] const ssize_t written =
      pwrite(descriptor_, &url_id, sizeof url_id, static_cast<off_t>(slot * sizeof url_id));
}

FlightLog::Flight::Flight(FlightLog& log, std::int64_t url_id) : log_(log) {
  if (log_.free_slots_.empty()) log_.free_slots_.push_back(log_.slots_++);
  slot_ = log_.free_slots_.back();
  log_.free_slots_.pop_back();
  log_.write(slot_, url_id);
}

FlightLog::Flight::~Flight() {
  log_.write(slot_, 0);
  log_.free_slots_.push_back(slot_);
}

}  // namespace trawl::storage
