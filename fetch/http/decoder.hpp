#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace trawl::fetch {

/// Decodes one content coding piece by piece, in no more memory than the window of the coding.
class Decoder {
 public:
  struct Step {
    std::size_t written;
    bool is_corrupt;
  };

  virtual ~Decoder() = default;
  /// Decodes from the front of `bytes` into `room` until one of them is used up, and removes from `bytes`
  /// what it has read. If `room` is full, there may be more output without further input. If the step is
  /// corrupt, the input is malformed after what was written; do not call it again. Bytes after the end of the
  /// stream are ignored.
  virtual Step decode(std::string_view& bytes, std::span<char> room) = 0;
  /// Call when no more bytes come: settles whether only check bytes are missing.
  virtual void finish() {}
  /// True before the first byte and when all data is there, with its check bytes or without them.
  virtual bool is_complete() const = 0;
  /// Whether the check bytes of the format, if it has any, were there and right.
  virtual bool is_verified() const = 0;
  /// Whether the bytes were one stream of the format and nothing behind it, as any program reads it.
  virtual bool is_single() const { return false; }
};

/// RFC 1952, any number of members. Other bytes after a member are ignored.
std::unique_ptr<Decoder> gzip_decoder();
/// The "deflate" of RFC 9110 is RFC 1950. Some servers send bare RFC 1951, which is recognised too.
std::unique_ptr<Decoder> deflate_decoder();
/// RFC 7932.
std::unique_ptr<Decoder> brotli_decoder();
/// RFC 8878, any number of frames, with windows of at most 8 MiB (RFC 9659). Other bytes after a frame are
/// ignored.
std::unique_ptr<Decoder> zstd_decoder();

}  // namespace trawl::fetch
