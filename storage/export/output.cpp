#include "storage/export/output.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kAtOnce = 64 * 1024;
constexpr mode_t kFileMode = 0666;  // without what the umask takes away

/// Its first bytes say so (https://www.sqlite.org/fileformat.html 1.3), or its name: the logs of a database.
bool is_database(const fs::path& file) {
  std::error_code none;
  if (!fs::is_regular_file(file, none)) return false;
  char first[16] = {};
  std::ifstream(file, std::ios::binary).read(first, sizeof first);
  const std::string name = file.string();
  return std::string_view(first, 15) == "SQLite format 3" || name.ends_with("-wal") ||
         name.ends_with("-shm") || name.ends_with("-journal");
}

void refuse_database(const fs::path& file) {
  if (is_database(file))
    throw Error(ErrorKind::io,
                file.string() + ": is a database, and an export replaces none; choose another file with -o");
}

/// The file that the name leads to, through links.
fs::path resolved(const fs::path& file) {
  std::error_code none;
  const fs::path real = fs::weakly_canonical(file, none);
  return none || real.empty() ? file : real;
}

}  // namespace

Output::Output(fs::path file) : file_(std::move(file)) {
  if (file_.empty()) return;
  struct stat status {};
  const bool exists = ::stat(file_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail(EISDIR);
  refuse_database(file_);
  if (exists && !S_ISREG(status.st_mode)) {
    own_ = Descriptor(::open(file_.c_str(), O_WRONLY | O_CLOEXEC));
  } else {
    create_beside();
    if (exists && own_.is_open()) fchmod(own_.number(), status.st_mode & 0777);
  }
  if (!own_.is_open()) fail(errno);
  descriptor_ = own_.number();
}

/// A file without a name leaves nothing behind, however trawl ends; not every file system has them.
void Output::create_beside() {
  const fs::path real = resolved(file_), folder = real.has_parent_path() ? real.parent_path() : ".";
  part_ = folder / fmt::format(".{}.{}.part", real.filename().string().substr(0, 200), getpid());
  own_ = Descriptor(::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, kFileMode));
  is_unnamed_ = own_.is_open();
  if (is_unnamed_) return;
  own_ = Descriptor(::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
}

Output::~Output() {
  if (own_.is_open() && !part_.empty() && !is_unnamed_) ::unlink(part_.c_str());
}

void Output::end_record() {
  const std::string_view record = record_.view();
  size_ += record.size();
  records_ += record;
  ends_.push_back(records_.size());
  if (record.size() > kAtOnce) {
    record_ = std::ostringstream();  // str("") would keep its memory
  } else {
    record_.str("");
  }
  if (!is_held_ && records_.size() >= kAtOnce) write_records();
}

void Output::write_records() {
  std::string_view left = records_;
  if (const int error = write_all(descriptor_, left); error != 0) {
    cut_half_record(left.size());
    fail(error);
  }
  const bool was_large = records_.capacity() > 4 * kAtOnce;
  records_.clear();
  if (was_large) records_.shrink_to_fit();
  ends_.clear();
}

/// Takes back what was written of the record that did not fit, if nobody has written after it.
void Output::cut_half_record(std::size_t unwritten) const {
  struct stat status {};
  const off_t here = lseek(descriptor_, 0, SEEK_CUR);
  if (here < 0 || fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size != here)
    return;
  const std::size_t written = records_.size() - unwritten;
  const auto end = std::upper_bound(ends_.begin(), ends_.end(), written);
  const std::size_t whole = end == ends_.begin() ? 0 : *std::prev(end);
  const off_t good = here - static_cast<off_t>(written - whole);
  if (good >= 0 && ftruncate(descriptor_, good) == 0) lseek(descriptor_, good, SEEK_SET);
}

void Output::commit(const fs::path& other) {
  if (!other.empty()) refuse_database(file_ = other);
  if (!record_.view().empty()) end_record();
  write_records();
  if (file_.empty()) return;
  if (!part_.empty()) {
    const std::string open_file = fmt::format("/proc/self/fd/{}", descriptor_);
    if (is_unnamed_ && linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, part_.c_str(), AT_SYMLINK_FOLLOW) != 0)
      fail(errno);
    is_unnamed_ = false;
  }
  if (const int error = own_.close(); error != 0) {
    if (!part_.empty()) ::unlink(part_.c_str());
    fail(error);
  }
  if (part_.empty() || std::rename(part_.c_str(), resolved(file_).c_str()) == 0) return;
  const int error = errno;
  ::unlink(part_.c_str());
  fail(error);
}

void Output::fail(int error_number) const {
  if (!file_.empty()) fail_to_write(error_number, file_);
  throw std::ios_base::failure("stdout", std::error_code(error_number, std::generic_category()));
}

}  // namespace trawl::storage
