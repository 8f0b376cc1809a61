#include "storage/tables/body_codec.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <zstd.h>

#include "storage/file/error.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::storage {
namespace {

constexpr int kLevel = 1;
constexpr int kHashLog = 16;              ///< 10% faster on pages than the level's own 13, and as small
constexpr std::size_t kKept = 256 << 10;  ///< bytes of output buffer that a thread keeps
constexpr std::size_t kWorthwhile = 64;   ///< shorter bodies are stored as they are

struct ContextDeleter {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, ContextDeleter> context = [] {
    std::unique_ptr<ZSTD_CCtx, ContextDeleter> made(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_hashLog, kHashLog);
    return made;
  }();
  return context.get();
}

/// The compressed form; "" if that failed or is no smaller.
std::string packed(std::string_view decoded) {
  thread_local const auto kept = std::make_unique_for_overwrite<char[]>(kKept);
  const std::size_t bound = ZSTD_compressBound(decoded.size());
  const auto larger = bound > kKept ? std::make_unique_for_overwrite<char[]>(bound) : nullptr;
  char* const room = larger ? larger.get() : kept.get();
  const std::size_t size =
      ZSTD_compress2(compressor(), room, std::max(bound, kKept), decoded.data(), decoded.size());
  return ZSTD_isError(size) == 0 && size < decoded.size() ? std::string(room, size) : std::string();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, ContextDeleter> context(ZSTD_createDCtx());
  return context.get();
}

}  // namespace

Body compress_body(std::string_view decoded, std::string hash) {
  Body body;
  body.hash = std::move(hash);
  body.size = static_cast<std::int64_t>(decoded.size());
  if (decoded.size() >= kWorthwhile) {
    body.content = packed(decoded);
    if (!body.content.empty()) {
      body.encoding = "zstd";
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

}  // namespace trawl::storage
