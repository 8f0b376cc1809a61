#include "storage/export/descriptor.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <poll.h>

#include "storage/file/error.hpp"

namespace trawl::storage {

int Descriptor::close() {
  return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno;
}

int write_all(int descriptor, std::string_view& bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {  // a pipe that somebody else has made so
      pollfd room{descriptor, POLLOUT, 0};
      poll(&room, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void fail_to_write(int error_number, const std::filesystem::path& file) {
  const std::string name = file.string();
  if (error_number == ENOSPC || error_number == EDQUOT)
    throw Error(ErrorKind::full, name + ": the disk is full; free some space and run the same command");
  const std::string why = std::generic_category().message(error_number);
  throw Error(ErrorKind::io, name + ": cannot be written (" + why + "); choose another place with -o");
}

}  // namespace trawl::storage
