#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::web {

/// A file that is part of the program; the build put it there (web/embed.sh). Both views last as long as the
/// program.
struct EmbeddedFile {
  std::string_view path;  ///< from the root of the repository, as in "web/assets/index.html"
  std::span<const unsigned char> gzipped;
};

/// The files whose path begins with `prefix`, in the order of their paths.
std::vector<EmbeddedFile> embedded_files(std::string_view prefix);

/// Throws std::runtime_error when the bytes are no whole gzip file.
std::string inflated(const EmbeddedFile& file);

}  // namespace trawl::web
