#include "storage/tables/body_codec.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include <zstd.h>

#include "storage/file/error.hpp"
#include "storage/tables/hash.hpp"
#include "storage/tables/sent_body.hpp"

namespace trawl::storage {
namespace {

constexpr int kLevel = 1;
constexpr int kHashLog = 16;              ///< 10% faster on pages than the level's own 13, and as small
constexpr std::size_t kKept = 256 << 10;  ///< bytes of output buffer that a thread keeps
constexpr std::size_t kWorthwhile = 64;   ///< shorter bodies are stored as they are
constexpr std::size_t kLeastDictionary = 512;
constexpr std::size_t kTables = 48 << 10;  ///< bytes that zstd adds to a dictionary in use
/// No body grows more than so when it is decoded, but for small ones.
constexpr std::size_t kMostGrowth = 50'000, kSmall = 64 << 20;
/// Before a dictionary that is more than text (RFC 8878 section 5).
constexpr std::string_view kDictionaryMagic = "\x37\xa4\x30\xec";

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
};

ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context = [] {
    std::unique_ptr<ZSTD_CCtx, Free> made(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_hashLog, kHashLog);
    return made;
  }();
  return context.get();
}

/// The compressed form; "" if that failed or is no smaller.
std::string packed(std::string_view decoded, const ZSTD_CDict* dictionary) {
  thread_local const auto kept = std::make_unique_for_overwrite<char[]>(kKept);
  const std::size_t bound = ZSTD_compressBound(decoded.size());
  const auto larger = bound > kKept ? std::make_unique_for_overwrite<char[]>(bound) : nullptr;
  char* const room = larger ? larger.get() : kept.get();
  ZSTD_CCtx_refCDict(compressor(), dictionary);
  const std::size_t size =
      ZSTD_compress2(compressor(), room, std::max(bound, kKept), decoded.data(), decoded.size());
  return ZSTD_isError(size) == 0 && size < decoded.size() ? std::string(room, size) : std::string();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  return context.get();
}

Body body_of(std::string_view decoded, std::string hash) {
  Body body;
  body.hash = std::move(hash);
  body.size = static_cast<std::int64_t>(decoded.size());
  return body;
}

Error corrupt(std::string_view what) {
  return Error(ErrorKind::corrupt, "stored body: " + std::string(what));
}

/// Frames with or without their size become `room`, if they fill it.
bool unpack(std::string_view content, std::string_view dictionary, std::string& room) {
  ZSTD_DCtx_refPrefix(decompressor(), dictionary.data(), dictionary.size());
  return ZSTD_decompressDCtx(decompressor(), room.data(), room.size(), content.data(), content.size()) ==
         room.size();
}

std::string decoded_by(const Body& body, std::size_t size, std::string_view dictionary) {
  if (body.encoding.empty()) {
    if (body.content.size() != size) throw corrupt("not of its size");
    return body.content;
  }
  std::string decoded(size, '\0');
  bool is_whole = false;
  if (body.encoding == kZstd || body.encoding == kZstdWithDictionary) {
    is_whole = unpack(body.content, dictionary, decoded);
  } else if (is_sent_coding(body.encoding)) {
    is_whole = decode_sent(body.encoding, body.content, decoded);
  } else {
    throw corrupt("unknown encoding " + body.encoding);
  }
  if (!is_whole) throw corrupt("damaged " + body.encoding);
  return decoded;
}

std::string decoded_dictionary(const Body& body) {
  if (!body.dictionary) throw corrupt("its dictionary is missing");
  if (body.dictionary->encoding == kZstdWithDictionary) throw corrupt("its dictionary needs another");
  return decompress_body(*body.dictionary, kMostDictionary);
}

}  // namespace

/// zstd's tables are made when they are needed first: many folders have one page.
struct BodyDictionary::Prepared {
  explicit Prepared(std::string bytes) : decoded(std::move(bytes)) {}
  const ZSTD_CDict* tables() {
    std::call_once(once, [this] {
      made.reset(ZSTD_createCDict(decoded.data(), decoded.size(), kLevel));
      decoded = std::string();  // zstd has a copy
    });
    return made.get();
  }
  std::once_flag once;
  std::string decoded;
  std::unique_ptr<ZSTD_CDict, Free> made;
};

bool BodyDictionary::suits(std::string_view decoded, const Body& stored) {
  return decoded.size() >= kLeastDictionary && decoded.size() <= kMostDictionary &&
         stored.encoding == kZstd && stored.content.size() < decoded.size() / 4 * 3 &&
         !decoded.starts_with(kDictionaryMagic);
}

BodyDictionary::BodyDictionary(std::string decoded, Body stored)
    : stored_(std::make_shared<const Body>(std::move(stored))),
      prepared_(std::make_unique<Prepared>(std::move(decoded))) {}

BodyDictionary::~BodyDictionary() = default;

std::size_t BodyDictionary::bytes() const {
  return static_cast<std::size_t>(stored_->size) + stored_->content.size() + kTables;
}

Body compress_body(std::string_view decoded, std::string hash) {
  Body body = body_of(decoded, std::move(hash));
  if (decoded.size() >= kWorthwhile) body.content = packed(decoded, nullptr);
  if (body.content.empty()) {
    body.content = decoded;
  } else {
    body.encoding = kZstd;
  }
  return body;
}

Body compress_body(std::string_view decoded, std::string hash, const BodyDictionary& dictionary) {
  const ZSTD_CDict* const tables = decoded.size() >= kWorthwhile && hash != dictionary.stored()->hash
                                       ? dictionary.prepared_->tables()
                                       : nullptr;
  if (tables == nullptr) return compress_body(decoded, std::move(hash));
  Body body = body_of(decoded, std::move(hash));
  body.content = packed(decoded, tables);
  if (body.content.empty()) {
    body.content = decoded;
  } else {
    body.encoding = kZstdWithDictionary;
    body.dictionary = dictionary.stored();
  }
  return body;
}

std::string decompress_body(const Body& body, std::size_t most, const std::string* dictionary) {
  const auto size = static_cast<std::size_t>(std::max<std::int64_t>(0, body.size));
  if (size > most)
    throw Error(ErrorKind::limit, "stored body: " + std::to_string(size) + " bytes, more than the accepted " +
                                      std::to_string(most));
  if (size > kSmall && size / kMostGrowth > body.content.size()) throw corrupt("too short for its size");
  const bool has_dictionary = body.encoding == kZstdWithDictionary;
  std::string own;
  if (has_dictionary && dictionary == nullptr) {
    own = decoded_dictionary(body);
    dictionary = &own;
  }
  std::string decoded = decoded_by(body, size, has_dictionary ? *dictionary : "");
  // With another dictionary zstd makes something else of it, and says nothing.
  if (has_dictionary && hash_bytes(decoded) != body.hash) throw corrupt("it or its dictionary is damaged");
  return decoded;
}

}  // namespace trawl::storage
