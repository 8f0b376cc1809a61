#include "web/embedded.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <zlib.h>

namespace trawl::web {
namespace {

/// One row of the table in the generated assembler file.
struct TableRow {
  const char* path;
  const unsigned char* begin;
  const unsigned char* end;
};

extern "C" const TableRow trawl_embedded_begin[];
extern "C" const TableRow trawl_embedded_end[];

class Inflater {
 public:
  explicit Inflater(std::span<const unsigned char> gzipped) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::runtime_error("zlib could not be initialised");
    stream_.next_in = const_cast<unsigned char*>(gzipped.data());
    stream_.avail_in = static_cast<unsigned>(gzipped.size());
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Appends the next piece to `text`. Returns false after the last piece.
  bool append_next(std::string& text) {
    std::array<unsigned char, 16384> piece;
    stream_.next_out = piece.data();
    stream_.avail_out = piece.size();
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END) throw std::runtime_error("an embedded file is damaged");
    text.append(piece.begin(), piece.end() - stream_.avail_out);
    return code == Z_OK;
  }

 private:
  z_stream stream_{};
};

}  // namespace

std::vector<EmbeddedFile> embedded_files(std::string_view prefix) {
  std::vector<EmbeddedFile> files;
  for (const TableRow& row : std::span(trawl_embedded_begin, trawl_embedded_end)) {
    if (std::string_view(row.path).starts_with(prefix)) files.push_back({row.path, {row.begin, row.end}});
  }
  std::ranges::sort(files, {}, &EmbeddedFile::path);
  return files;
}

std::string inflated(const EmbeddedFile& file) {
  std::string text;
  Inflater inflater(file.gzipped);
  while (inflater.append_next(text)) {
  }
  return text;
}

}  // namespace trawl::web
