#include "storage/export/folder.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr mode_t kFolderMode = 0777, kFileMode = 0666;  // without what the umask takes away

[[noreturn]] void fail(int error_number, const std::filesystem::path& file) {
  const std::string name = file.string();
  if (error_number == ENOSPC || error_number == EDQUOT)
    throw Error(ErrorKind::full, name + ": the disk is full; free some space and run the same command");
  const std::string why = std::generic_category().message(error_number);
  throw Error(ErrorKind::io, name + ": cannot be written (" + why + "); choose another place with -o");
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorKind::io, file.string() + ": " + what +
                                 ", and an export writes to nothing outside its folder; remove it, or choose "
                                 "another place with -o");
}

bool is_link(int folder, const std::string& name) {
  struct stat status {};
  return fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int number() const { return number_; }
  /// Returns 0, or the error.
  int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_;
};

/// The folder `name` in `outer`, created if there is none. `path` is its name for people.
Descriptor folder_in(const Descriptor& outer, const std::string& name, const std::filesystem::path& path) {
  if (mkdirat(outer.number(), name.c_str(), kFolderMode) != 0 && errno != EEXIST) fail(errno, path);
  Descriptor folder(openat(outer.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.number() >= 0) return folder;
  const int error_number = errno;
  if (is_link(outer.number(), name)) refuse(path, "it is a link");
  fail(error_number, path);
}

/// The empty file `name` in `folder`. Opening waits for nobody, also not at a named pipe.
Descriptor file_in(const Descriptor& folder, const std::string& name, const std::filesystem::path& path) {
  Descriptor file(openat(folder.number(), name.c_str(),
                         O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kFileMode));
  if (file.number() < 0) {
    const int error_number = errno;
    if (is_link(folder.number(), name)) refuse(path, "it is a link");
    fail(error_number, path);
  }
  struct stat status {};
  if (fstat(file.number(), &status) != 0) fail(errno, path);
  if (!S_ISREG(status.st_mode)) refuse(path, "it is no file");
  if (status.st_nlink > 1) refuse(path, "the file has other names (hard links)");
  if (ftruncate(file.number(), 0) != 0) fail(errno, path);
  return file;
}

/// Returns 0, or the error.
int write_all(const Descriptor& file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file.number(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

Folder::Folder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error) fail(error.value(), path_);
}

void Folder::write(const std::filesystem::path& name, std::string_view content) const {
  std::filesystem::path path = path_;
  Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0) fail(errno, path);
  for (const std::filesystem::path& part : name.parent_path()) {
    path /= part;
    folder = folder_in(folder, part.string(), path);
  }
  const std::string last = name.filename().string();
  path /= last;
  Descriptor file = file_in(folder, last, path);
  int error_number = write_all(file, content);
  if (error_number == 0) error_number = file.close();
  if (error_number == 0) return;
  unlinkat(folder.number(), last.c_str(), 0);
  fail(error_number, path);
}

}  // namespace trawl::storage
