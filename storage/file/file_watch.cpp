#include "storage/file/file_watch.hpp"

#include <sys/stat.h>

#include "storage/file/error.hpp"

namespace trawl::storage {

FileWatch::FileWatch(const std::filesystem::path& file) {
  const std::string path = std::filesystem::absolute(file).string();
  files_ = {{{path, {}}, {path + "-wal", {}}, {path + "-shm", {}}}};
  for (Watched& watched : files_) watched.id = id_of(watched.path);
}

void FileWatch::check() {
  for (Watched& watched : files_) {
    const auto id = id_of(watched.path);
    if (!watched.id) watched.id = id;
    if (watched.id != id) throw file_error(ErrorKind::replaced, watched.path, "");
  }
}

bool FileWatch::is_in_place() const {
  return files_[0].id == id_of(files_[0].path);
}

std::optional<FileWatch::Id> FileWatch::id_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return Id(status.st_dev, status.st_ino);
}

}  // namespace trawl::storage
