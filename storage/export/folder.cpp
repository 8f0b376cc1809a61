#include "storage/export/folder.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

[[noreturn]] void fail(int error_number, const std::filesystem::path& file) {
  const std::string name = file.string();
  if (error_number == ENOSPC || error_number == EDQUOT)
    throw Error(ErrorKind::full, name + ": the disk is full; free some space and run the same command");
  const std::string why = std::generic_category().message(error_number);
  throw Error(ErrorKind::io, name + ": cannot be written (" + why + "); choose another place with -o");
}

void create(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) fail(error.value(), folder);
}

}  // namespace

Folder::Folder(std::filesystem::path path) : path_(std::move(path)) {
  create(path_);
}

void Folder::write(const std::filesystem::path& name, std::string_view content) const {
  const std::filesystem::path file = path_ / name;
  create(file.parent_path());
  errno = 0;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  if (!out) fail(errno, file);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (out) return;
  const int error_number = errno;
  std::error_code none;
  std::filesystem::remove(file, none);
  fail(error_number, file);
}

}  // namespace trawl::storage
