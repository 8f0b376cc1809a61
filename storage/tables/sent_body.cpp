#include "storage/tables/sent_body.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include <brotli/decode.h>
#include <zlib.h>

namespace trawl::storage {
namespace {

constexpr std::string_view kGzip = "gzip", kBrotli = "br", kZstd = "zstd";

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// RFC 1952.
bool gunzip(std::string_view content, std::string& room) {
  constexpr int kGzipOnly = MAX_WBITS + 16;
  z_stream stream{};
  if (inflateInit2(&stream, kGzipOnly) != Z_OK) return false;
  const std::unique_ptr<z_stream, EndInflate> end(&stream);
  if (std::max(content.size(), room.size()) > std::numeric_limits<uInt>::max()) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = reinterpret_cast<Bytef*>(room.data());
  stream.avail_out = static_cast<uInt>(room.size());
  return ::inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_out == 0;
}

/// RFC 7932.
bool unbrotli(std::string_view content, std::string& room) {
  std::size_t size = room.size();
  return BrotliDecoderDecompress(content.size(), reinterpret_cast<const std::uint8_t*>(content.data()), &size,
                                 reinterpret_cast<std::uint8_t*>(room.data())) ==
             BROTLI_DECODER_RESULT_SUCCESS &&
         size == room.size();
}

}  // namespace

bool is_sent_coding(std::string_view coding) {
  return coding == kGzip || coding == kBrotli || coding == kZstd;
}

Body sent_body(std::string_view coding, std::string content, std::size_t size, std::string hash) {
  Body body;
  body.hash = std::move(hash);
  body.encoding = coding;
  body.size = static_cast<std::int64_t>(size);
  body.content = std::move(content);
  return body;
}

bool decode_sent(std::string_view coding, std::string_view content, std::string& room) {
  return coding == kGzip ? gunzip(content, room) : coding == kBrotli && unbrotli(content, room);
}

}  // namespace trawl::storage
