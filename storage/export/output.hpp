#pragma once
#include <cstddef>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "storage/export/descriptor.hpp"

namespace trawl::storage {

/// Where the records of an export go: stdout, or a file that is there under its name once it is whole.
/// Invariant: after a failure no half record stands there, unless what it writes to is no file.
class Output {
 public:
  /// "" is stdout. What is there under that name already stays until commit(); a device or a pipe of that
  /// name is written to as it is. Throws Error, also for a database: an export replaces none.
  explicit Output(std::filesystem::path file);
  /// Leaves nothing behind without commit().
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Takes the bytes of the record under way. Its state is always good.
  std::ostream& stream() { return record_; }
  /// The record under way is whole, and may be written. Throws Error for a file, std::ios::failure for
  /// stdout.
  void end_record();
  /// From now on all records stay in memory until commit().
  void hold() { is_held_ = true; }
  /// Writes what is left, and gives the file its name: `other` in the same folder, if that is not "". Throws
  /// as end_record() does.
  void commit(const std::filesystem::path& other = {});

  /// Bytes of whole records, written or not.
  std::size_t size() const { return size_; }

 private:
  void create_beside();
  void write_records();
  void cut_half_record(std::size_t unwritten) const;
  [[noreturn]] void fail(int error_number) const;

  std::filesystem::path file_;  // "" for stdout
  std::filesystem::path part_;  // where it is written, to be renamed; "": it has no name, or already its own
  bool is_unnamed_ = false, is_held_ = false;
  Descriptor own_;
  int descriptor_ = STDOUT_FILENO;
  std::ostringstream record_;
  std::string records_;            // whole, and not yet written
  std::vector<std::size_t> ends_;  // of these records
  std::size_t size_ = 0;
};

}  // namespace trawl::storage
