#include "storage/body_codec.hpp"

#include <memory>
#include <vector>

#include <zstd.h>

#include "storage/error.hpp"
#include "storage/hash.hpp"

namespace storage {
namespace {

constexpr int kLevel = 1;
constexpr std::size_t kWorthwhile = 64;  ///< shorter bodies are stored as they are

struct ContextDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context(ZSTD_createCCtx());
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, ContextDeleter> context(ZSTD_createDCtx());
  return context.get();
}

}  // namespace

Body compress_body(std::string_view decoded) {
  Body body;
  body.hash = hash_bytes(decoded);
  body.size = static_cast<std::int64_t>(decoded.size());
  if (decoded.size() >= kWorthwhile) {
    thread_local std::vector<char> packed;
    const std::size_t bound = ZSTD_compressBound(decoded.size());
    if (packed.size() < bound) packed.resize(bound);
    const std::size_t size =
        ZSTD_compressCCtx(compressor(), packed.data(), packed.size(), decoded.data(), decoded.size(), kLevel);
    if (ZSTD_isError(size) == 0 && size < decoded.size()) {
      body.encoding = "zstd";
      body.content.assign(packed.data(), size);
      return body;
    }
  }
  body.content = decoded;
  return body;
}

std::string decompress_body(std::string_view encoding, std::string_view content, std::size_t most) {
  if (!encoding.empty() && encoding != "zstd")
    throw Error(ErrorKind::corrupt, "stored body: unknown encoding " + std::string(encoding));
  const auto size =
      encoding.empty() ? content.size() : ZSTD_getFrameContentSize(content.data(), content.size());
  if (!encoding.empty() && (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN))
    throw Error(ErrorKind::corrupt, "stored body: not a whole zstd frame");
  if (size > most)
    throw Error(ErrorKind::limit, "stored body: " + std::to_string(size) + " bytes, more than the accepted " +
                                      std::to_string(most));
  if (encoding.empty()) return std::string(content);
  std::string decoded(size, '\0');
  const std::size_t got =
      ZSTD_decompressDCtx(decompressor(), decoded.data(), decoded.size(), content.data(), content.size());
  if (ZSTD_isError(got) != 0 || got != size)
    throw Error(ErrorKind::corrupt, "stored body: damaged zstd frame");
  return decoded;
}

}  // namespace storage
