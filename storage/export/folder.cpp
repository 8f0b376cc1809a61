#include "storage/export/folder.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/export/descriptor.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr mode_t kFolderMode = 0777, kFileMode = 0666;  // without what the umask takes away

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
  throw Error(ErrorKind::io, file.string() + ": " + what +
                                 ", and an export writes to nothing outside its folder; remove it, or choose "
                                 "another place with -o");
}

bool is_link(int folder, const std::string& name) {
  struct stat status {};
  return fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

/// The folder `name` in `outer`, created if there is none. `path` is its name for people.
Descriptor folder_in(const Descriptor& outer, const std::string& name, const std::filesystem::path& path) {
  if (mkdirat(outer.number(), name.c_str(), kFolderMode) != 0 && errno != EEXIST) fail_to_write(errno, path);
  Descriptor folder(openat(outer.number(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.number() >= 0) return folder;
  const int error_number = errno;
  if (is_link(outer.number(), name)) refuse(path, "it is a link");
  fail_to_write(error_number, path);
}

/// The empty file `name` in `folder`. Opening waits for nobody, also not at a named pipe.
Descriptor file_in(const Descriptor& folder, const std::string& name, const std::filesystem::path& path) {
  Descriptor file(openat(folder.number(), name.c_str(),
                         O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, kFileMode));
  if (file.number() < 0) {
    const int error_number = errno;
    if (is_link(folder.number(), name)) refuse(path, "it is a link");
    fail_to_write(error_number, path);
  }
  struct stat status {};
  if (fstat(file.number(), &status) != 0) fail_to_write(errno, path);
  if (!S_ISREG(status.st_mode)) refuse(path, "it is no file");
  if (status.st_nlink > 1) refuse(path, "the file has other names (hard links)");
  if (ftruncate(file.number(), 0) != 0) fail_to_write(errno, path);
  return file;
}

/// Whether a file that is there already, no link, has just that content.
bool has_content(const Descriptor& folder, const std::string& name, const struct stat& status,
                 std::string_view content) {
  if (!S_ISREG(status.st_mode) || static_cast<std::size_t>(status.st_size) != content.size()) return false;
  const Descriptor file(
      openat(folder.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  std::string piece(64 * 1024, '\0');
  while (!content.empty()) {
    const ssize_t size = read(file.number(), piece.data(), piece.size());
    if (size <= 0 || !content.starts_with(std::string_view(piece).substr(0, static_cast<std::size_t>(size))))
      return false;
    content.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

}  // namespace

Folder::Folder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error) fail_to_write(error.value(), path_);
}

/// The folder of the file `name`, created if it is not there.
Descriptor Folder::folder_of(const std::filesystem::path& name) const {
  std::filesystem::path path = path_;
  Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) fail_to_write(errno, path);
  for (const std::filesystem::path& part : name.parent_path()) {
    path /= part;
    folder = folder_in(folder, part.string(), path);
  }
  return folder;
}

void Folder::write(const std::filesystem::path& name, std::string_view content) const {
  const Descriptor folder = folder_of(name);
  const std::string last = name.filename().string();
  const std::filesystem::path path = path_ / name;
  Descriptor file = file_in(folder, last, path);
  int error_number = write_all(file.number(), content);
  if (error_number == 0) error_number = file.close();
  if (error_number == 0) return;
  unlinkat(folder.number(), last.c_str(), 0);
  fail_to_write(error_number, path);
}

Folder::Added Folder::add(const std::filesystem::path& name, std::string_view content) const {
  const Descriptor folder = folder_of(name);
  const std::string last = name.filename().string();
  const std::filesystem::path path = path_ / name;
  struct stat status {};
  if (fstatat(folder.number(), last.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
    return has_content(folder, last, status, content) ? Added::was_there : Added::name_is_taken;
  // No page's file has a name with a dot in front.
  const std::string part = fmt::format(".{}.part", getpid());
  Descriptor file(
      openat(folder.number(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!file.is_open()) fail_to_write(errno, path);
  std::string_view left = content;
  int error_number = write_all(file.number(), left);
  if (error_number == 0) error_number = file.close();
  // Unlike rename, this fails if the name has been taken meanwhile.
  const bool is_linked =
      error_number == 0 && linkat(folder.number(), part.c_str(), folder.number(), last.c_str(), 0) == 0;
  if (error_number == 0 && !is_linked) error_number = errno;
  unlinkat(folder.number(), part.c_str(), 0);
  if (error_number == EEXIST) return Added::name_is_taken;
  if (error_number != 0) fail_to_write(error_number, path);
  return Added::written;
}

}  // namespace trawl::storage
