#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "storage/export/descriptor.hpp"

namespace trawl::storage {

/// A folder that an export fills with files, and nothing outside of it: below the folder no link is followed.
class Folder {
 public:
  /// Creates the folder, and those above it. Throws Error if that is not possible.
  explicit Folder(std::filesystem::path path);

  /// Writes one file, with the folders that its name has; one of that name is replaced. What could not be
  /// written whole is not there afterwards. Throws Error: kind full or io, also where a folder or file of
  /// that name is a symbolic link, has hard links, or is neither. Requires: `name` is relative and has no
  /// part ".." or ".".
  void write(const std::filesystem::path& name, std::string_view content) const;

  enum class Added {
    written,
    was_there,      ///< a file of that name has just that content
    name_is_taken,  ///< by another file, or by what is no file; it stays as it is
  };
  /// As write(), but replaces nothing.
  Added add(const std::filesystem::path& name, std::string_view content) const;

 private:
  Descriptor folder_of(const std::filesystem::path& name) const;

  std::filesystem::path path_;
};

}  // namespace trawl::storage
