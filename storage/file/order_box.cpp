#include "storage/file/order_box.hpp"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/text/ascii.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

/// More than that is no list of orders.
constexpr off_t kMostBytes = 16 << 20;

/// The box, open and locked for as long as this lives.
class OpenBox {
 public:
  /// `flags`: O_CREAT, or 0. `owner` is that of the crawl file. Throws storage::Error but for a box that is
  /// not there.
  OpenBox(const std::string& path, int flags, uid_t owner) {
    for (;;) {
      descriptor_ =
          open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags, S_IRUSR | S_IWUSR);
      if (descriptor_ < 0 && errno == ENOENT && flags == 0) return;
      if (descriptor_ < 0) throw system_error(errno, path);
      if (flock(descriptor_, LOCK_EX) != 0) throw failure(path);
      struct stat here {
      }, there{};
      if (fstat(descriptor_, &here) != 0) throw failure(path);
      const bool is_known = here.st_uid == geteuid() || here.st_uid == owner || here.st_uid == 0;
      if (!S_ISREG(here.st_mode) || !is_known || (here.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        close(std::exchange(descriptor_, -1));
        throw file_error(ErrorKind::foreign_file, path, "not a list of orders of this user");
      }
      // What root adds is for the owner to read.
      if (flags != 0 && geteuid() == 0 && here.st_uid != owner && fchown(descriptor_, owner, gid_t(-1)) != 0)
        throw failure(path);
      // Somebody may have emptied and removed it between the two.
      const bool is_it =
          stat(path.c_str(), &there) == 0 && there.st_ino == here.st_ino && there.st_dev == here.st_dev;
      size_ = here.st_size;
      if (is_it) return;
      close(std::exchange(descriptor_, -1));
    }
  }
  ~OpenBox() {
    if (descriptor_ >= 0) close(descriptor_);  // and with it the lock
  }
  OpenBox(const OpenBox&) = delete;
  OpenBox& operator=(const OpenBox&) = delete;

  bool is_there() const { return descriptor_ >= 0; }

  std::string text() const {
    std::string bytes(static_cast<std::size_t>(std::min(size_, kMostBytes)), '\0');
    const ssize_t got = pread(descriptor_, bytes.data(), bytes.size(), 0);
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

  /// Replaces what follows the first `keep` bytes.
  void write_after(off_t keep, std::string_view text, const std::string& path) const {
    if (ftruncate(descriptor_, keep) != 0) throw system_error(errno, path);
    const ssize_t written = pwrite(descriptor_, text.data(), text.size(), keep);
    if (written == static_cast<ssize_t>(text.size())) return;
    const int why = written < 0 ? errno : ENOSPC;
    [[maybe_unused]] const int ignored = ftruncate(descriptor_, keep);
    throw system_error(why, path);
  }
  off_t size() const { return size_; }

 private:
  Error failure(const std::string& path) {
    const int why = errno;
    close(std::exchange(descriptor_, -1));
    return system_error(why, path);
  }

  int descriptor_ = -1;
  off_t size_ = 0;
};

std::vector<std::string> lines_in(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::string_view line = text::take_until(text, '\n');
    if (!line.empty()) lines.emplace_back(line);
  }
  return lines;
}

uid_t owner_of(const std::filesystem::path& file) {
  struct stat status {};
  return stat(file.c_str(), &status) == 0 ? status.st_uid : geteuid();
}

}  // namespace

OrderBox::OrderBox(const std::filesystem::path& crawl_file)
    : path_(std::filesystem::absolute(crawl_file).string() + "-orders"), owner_(owner_of(crawl_file)) {}

void OrderBox::add(const std::string& line) const {
  const OpenBox box(path_, O_CREAT, owner_);
  box.write_after(box.size(), line + "\n", path_);
}

std::vector<std::string> OrderBox::lines() const {
  if (access(path_.c_str(), F_OK) != 0) return {};
  const OpenBox box(path_, 0, owner_);
  if (!box.is_there()) return {};
  return lines_in(box.text());
}

void OrderBox::remove_if(const std::function<bool(const std::string& line)>& matches) const {
  if (access(path_.c_str(), F_OK) != 0) return;
  const OpenBox box(path_, 0, owner_);
  if (!box.is_there()) return;
  std::string kept;
  for (const std::string& line : lines_in(box.text()))
    if (!matches(line)) kept += line + "\n";
  if (kept.empty()) {
    unlink(path_.c_str());
  } else {
    box.write_after(0, kept, path_);
  }
}

}  // namespace trawl::storage
