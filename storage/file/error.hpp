#pragma once
#include <stdexcept>
#include <string>

namespace trawl::storage {

enum class ErrorKind {
  io,            ///< the system failed to read or write
  full,          ///< no space left
  read_only,     ///< the file or its folder may not be written
  foreign_file,  ///< not a crawl file of trawl
  newer_schema,  ///< written by a later trawl
  locked,        ///< another crawl, or another writer, has it
  corrupt,       ///< damaged content
  missing,       ///< no such file or folder
  replaced,      ///< deleted, moved or replaced while it was open
  sql,           ///< a statement is wrong, or not allowed
  interrupted,   ///< a statement ran past its deadline
  limit,         ///< a value is too large
  items,         ///< the tables of a spider file do not fit those of the file
};

/// A failed operation on a crawl file. The text tells people what failed, on which file, and what to do; the
/// kind is for programs.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

/// An error with the advice that belongs to its kind. `detail` is what the system or SQLite said, "" for
/// nothing.
Error file_error(ErrorKind kind, const std::string& file, const std::string& detail);

/// The same for a failed system call.
Error system_error(int error_number, const std::string& file);

}  // namespace trawl::storage
