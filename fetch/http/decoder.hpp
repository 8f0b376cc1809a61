#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace trawl::fetch {

/// Undoes one content coding piece by piece, with no more memory than the coding's window.
class Decoder {
 public:
  struct Step {
    std::size_t written;
    bool is_corrupt;
  };

  virtual ~Decoder() = default;
  /// Decodes from the front of `bytes`, which it shortens, into `room`, until one of the two is used up. A
  /// full room may mean that more is to come without further input. Corrupt: the bytes after what was written
  /// are no such coding; not to be called again. What follows the end of the stream is swallowed.
  virtual Step decode(std::string_view& bytes, std::span<char> room) = 0;
  /// True at the end of a stream, and before its first byte.
  virtual bool is_complete() const = 0;
};

/// RFC 1952, any number of members; what follows a member and is none is swallowed.
std::unique_ptr<Decoder> gzip_decoder();
/// RFC 9110's "deflate" is RFC 1950; the bare RFC 1951 that some servers send is recognised.
std::unique_ptr<Decoder> deflate_decoder();
/// RFC 7932.
std::unique_ptr<Decoder> brotli_decoder();
/// RFC 8878, any number of frames, with windows of at most 8 MiB as RFC 9659 has it; what follows a frame and
/// is none is swallowed.
std::unique_ptr<Decoder> zstd_decoder();

}  // namespace trawl::fetch
