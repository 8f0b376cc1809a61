#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::fetch {

/// Resolves references as Url::parse() does, and remembers what they resolved to: the pages of a folder
/// repeat each other's. Only references that mean the same on each page of a folder have a place here.
/// Invariant: the memory is bounded; a new reference takes the place of an older one.
/// Thread: one at a time.
class ReferenceMemo {
 public:
  ReferenceMemo();
  ~ReferenceMemo();
  ReferenceMemo(const ReferenceMemo&) = delete;
  ReferenceMemo& operator=(const ReferenceMemo&) = delete;

  /// A number for the folder of that base; another base of the folder gets the same, for a time.
  std::uint64_t folder_of(const Url& base);
  /// Url::parse(reference, &base, why). Requires: `folder` is folder_of(base).
  std::optional<Url> resolve(std::string_view reference, const Url& base, std::uint64_t folder,
                             std::string* why = nullptr);

 private:
  struct Entry;
  struct Folder {
    std::string prefix;  // of its URLs, up to the last slash of the path
    std::uint64_t number = 0;
  };
  static constexpr std::size_t kEntries = 2'048, kFolders = 16;

  std::unique_ptr<Entry[]> entries_;  // by a hash of reference and folder
  std::array<Folder, kFolders> folders_;
  std::uint64_t numbers_ = 0;  // given to folders so far; none is given twice
};

}  // namespace trawl::fetch
