#include "storage/file/error.hpp"

#include <cerrno>
#include <system_error>

namespace trawl::storage {

namespace {

struct Wording {
  const char* failure;
  const char* advice;
};

Wording wording(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::io:
      return {"cannot be read or written", "check the disk"};
    case ErrorKind::full:
      return {"the disk is full",
              "free some space, then run the same command: the crawl goes on where it stopped"};
    case ErrorKind::read_only:
      return {"cannot be written",
              "check the permissions of the file and its folder, or choose another file"};
    case ErrorKind::foreign_file:
      return {"is not a crawl file of trawl", "left as it is; choose another file"};
    case ErrorKind::newer_schema:
      return {"was written by a newer trawl", "left as it is; use that version or choose another file"};
    case ErrorKind::locked:
      return {"is in use by another process", "wait until it ends, or choose another file"};
    case ErrorKind::corrupt:
      return {"is damaged", "copy what can be read with: sqlite3 FILE .recover | sqlite3 NEW.db"};
    case ErrorKind::missing:
      return {"does not exist", "check the path"};
    case ErrorKind::replaced:
      return {"was deleted, moved or replaced while the crawl wrote to it",
              "bring it back and run the same command, or choose another file"};
    case ErrorKind::sql:
      return {"SQL error", ""};
    case ErrorKind::interrupted:
      return {"the query ran out of time", "narrow it, or give it more time"};
    case ErrorKind::limit:
      return {"more memory is needed than is allowed", "ask for less at a time"};
    case ErrorKind::items:
      return {"the spider file does not fit", ""};
  }
  return {"", ""};
}

}  // namespace

Error file_error(ErrorKind kind, const std::string& file, const std::string& detail) {
  const Wording words = wording(kind);
  std::string message = file + ": " + words.failure;
  if (!detail.empty()) message += " (" + detail + ")";
  if (*words.advice) message += std::string("; ") + words.advice;
  return {kind, message};
}

Error system_error(int error_number, const std::string& file) {
  ErrorKind kind = ErrorKind::io;
  switch (error_number) {
    case EACCES:
    case EPERM:
    case EROFS:
      kind = ErrorKind::read_only;
      break;
    case ENOENT:
    case ENOTDIR:
      kind = ErrorKind::missing;
      break;
    case ENOSPC:
    case EDQUOT:
      kind = ErrorKind::full;
      break;
    default:
      break;
  }
  return file_error(kind, file, std::generic_category().message(error_number));
}

}  // namespace trawl::storage
