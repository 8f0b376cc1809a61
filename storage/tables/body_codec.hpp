#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "storage/records.hpp"

namespace trawl::storage {

/// As in `bodies.encoding`, besides the names of HTTP's content codings for bodies stored as they were sent.
inline constexpr std::string_view kZstd = "zstd";
/// zstd with the decoded body of `dictionary_id` as its dictionary (raw content, RFC 8878 section 5).
inline constexpr std::string_view kZstdWithDictionary = "zstd+dictionary";

/// Bytes of the largest body that is a dictionary.
inline constexpr std::size_t kMostDictionary = 256 << 10;

/// A body with whose help others are compressed.
/// Thread: any; it does not change.
class BodyDictionary {
 public:
  /// Whether a body can be a dictionary: it compresses well, is neither tiny nor large, and does not begin as
  /// if it were more than text to zstd.
  static bool suits(std::string_view decoded, const Body& stored);
  /// `stored` is compress_body(decoded). Requires: suits(decoded, stored).
  BodyDictionary(std::string decoded, Body stored);
  ~BodyDictionary();
  BodyDictionary(const BodyDictionary&) = delete;
  BodyDictionary& operator=(const BodyDictionary&) = delete;

  /// As it has to be in the file for those that it helps.
  const std::shared_ptr<const Body>& stored() const { return stored_; }
  /// Of memory, once it is in use.
  std::size_t bytes() const;

 private:
  friend Body compress_body(std::string_view decoded, std::string hash, const BodyDictionary& dictionary);
  struct Prepared;
  const std::shared_ptr<const Body> stored_;
  const std::unique_ptr<Prepared> prepared_;
};

/// The body as it is stored, compressed if that makes it smaller. `hash` is hash_bytes(decoded); identical
/// bodies share it. Pure; for any thread.
Body compress_body(std::string_view decoded, std::string hash);
/// The same with the help of another body, which Body::dictionary then is.
Body compress_body(std::string_view decoded, std::string hash, const BodyDictionary& dictionary);

/// The decoded bytes of a stored body. Throws kind corrupt if it is damaged, not of its size, or its encoding
/// unknown, and limit for more than `most` bytes, before it takes the memory. `dictionary` is what
/// body.dictionary decodes to, if somebody knows already.
std::string decompress_body(const Body& body, std::size_t most, const std::string* dictionary = nullptr);

}  // namespace trawl::storage
