#include "storage/file/file_lock.hpp"

#include <cerrno>
#include <map>
#include <mutex>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

using FileId = std::pair<dev_t, ino_t>;

struct OpenFile {
  int descriptor;
  bool locked;
};

/// All descriptors that this process has opened for locks.
struct Registry {
  std::mutex mutex;
  std::map<FileId, OpenFile> files;  // guarded by mutex
};

Registry& registry() {
  static Registry instance;
  return instance;
}

/// For the owner alone: the file holds cookies.
constexpr mode_t kPrivate = S_IRUSR | S_IWUSR;

FileId id_of(const struct stat& status) {
  return {status.st_dev, status.st_ino};
}

int open_or_create(const std::filesystem::path& file) {
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, kPrivate);
  if (descriptor < 0) throw system_error(errno, file.string());
  return descriptor;
}

int open_existing(const std::filesystem::path& file) {
  int descriptor = open(file.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) throw system_error(errno, file.string());
  return descriptor;
}

OpenFile& file_in(Registry& known, const std::filesystem::path& file,
                  int (*opened)(const std::filesystem::path&)) {
  struct stat status {};
  if (stat(file.c_str(), &status) == 0) {
    if (const auto found = known.files.find(id_of(status)); found != known.files.end()) return found->second;
    if (!S_ISREG(status.st_mode))
      throw file_error(ErrorKind::foreign_file, file.string(), "not an ordinary file");
  }
  const int descriptor = opened(file);
  if (fstat(descriptor, &status) != 0) throw system_error(errno, file.string());
  return known.files.insert_or_assign(id_of(status), OpenFile{descriptor, false}).first->second;
}

/// Tries again for a moment, because is_locked() of another process holds the file for some microseconds.
bool take(int descriptor) {
  constexpr int kTries = 5;
  for (int i = 0; i < kTries; ++i) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) return false;
    usleep(2'000);
  }
  return false;
}

}  // namespace

bool is_locked(const std::filesystem::path& file) try {
  Registry& known = registry();
  const std::scoped_lock guard(known.mutex);
  const OpenFile& entry = file_in(known, file, open_existing);
  if (entry.locked || flock(entry.descriptor, LOCK_SH | LOCK_NB) != 0) return true;
  flock(entry.descriptor, LOCK_UN);
  return false;
} catch (const Error&) {
  return true;
}

FileLock::FileLock(const std::filesystem::path& file) : file_(std::filesystem::absolute(file).string()) {
  Registry& known = registry();
  const std::scoped_lock guard(known.mutex);
  OpenFile& entry = file_in(known, file, open_or_create);
  if (entry.locked)
    throw file_error(ErrorKind::locked, file.string(), "a crawl of this process writes to it");
  if (!take(entry.descriptor)) {
    if (errno == EWOULDBLOCK)
      throw file_error(ErrorKind::locked, file.string(), "another crawl writes to it");
    throw system_error(errno, file.string());
  }
  entry.locked = true;
  descriptor_ = entry.descriptor;
}

FileLock::~FileLock() {
  Registry& known = registry();
  const std::scoped_lock guard(known.mutex);
  for (auto& [id, entry] : known.files)
    if (entry.descriptor == descriptor_) entry.locked = false;
  flock(descriptor_, LOCK_UN);
}

void FileLock::make_private() const {
  fchmod(descriptor_, kPrivate);
  for (const char* const beside : {"-wal", "-shm", "-journal"}) chmod((file_ + beside).c_str(), kPrivate);
}

std::int64_t FileLock::size() const {
  struct stat status {};
  return fstat(descriptor_, &status) == 0 ? status.st_size : 0;
}

std::string FileLock::first_bytes(std::size_t count) const {
  std::string bytes(count, '\0');
  const auto got = pread(descriptor_, bytes.data(), count, 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

}  // namespace trawl::storage
