#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::web {

/// A file that the build put into the program (web/embed.sh). Both views stay valid for as long as the
/// program runs.
struct EmbeddedFile {
  std::string_view path;  ///< relative to the root of the repository: "web/assets/index.html"
  std::span<const unsigned char> gzipped;
};

/// The files whose paths begin with `prefix`, sorted by path.
std::vector<EmbeddedFile> embedded_files(std::string_view prefix);

/// Throws std::runtime_error when the bytes are not a complete gzip file.
std::string inflated(const EmbeddedFile& file);

}  // namespace trawl::web
