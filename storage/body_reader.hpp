#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Reads the bodies of a crawl file, however they are stored there. All that read a body do it here.
/// Needs the memory of one body at a time. Reads files of every schema version.
/// Thread: that of the connection.
class BodyReader {
 public:
  static constexpr std::size_t kAnySize = std::numeric_limits<std::size_t>::max();

  /// Requires: the connection outlives it.
  explicit BodyReader(Connection& connection);

  /// The decoded bytes of that row of `bodies`; none if there is no such row. Throws kind corrupt for one that
  /// is damaged, and limit for one of more than `most` bytes, before it takes the memory.
  std::optional<std::string> body(std::int64_t body_id, std::size_t most = kAnySize);
  /// The same of that row of `pages`; none also if the page has no body.
  std::optional<std::string> body_of_page(std::int64_t page_id, std::size_t most = kAnySize);

 private:
  Statement by_id_, of_page_;
};

}  // namespace trawl::storage
