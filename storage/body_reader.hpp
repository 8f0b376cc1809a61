#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <optional>
#include <string>
#include <utility>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Reads the bodies of a crawl file, however they are stored there. All that read a body do it here. Needs
/// the memory of one body at a time, and keeps the dictionaries that it needed last. Reads files of every
/// schema version. Thread: that of the connection.
class BodyReader {
 public:
  static constexpr std::size_t kAnySize = std::numeric_limits<std::size_t>::max();

  /// Requires: the connection outlives it.
  explicit BodyReader(Connection& connection);

  /// The decoded bytes of that row of `bodies`; none if there is no such row. Throws kind corrupt for one
  /// that is damaged, and limit for one of more than `most` bytes, before it takes the memory.
  std::optional<std::string> body(std::int64_t body_id, std::size_t most = kAnySize);
  /// The same of that row of `pages`; none also if the page has no body.
  std::optional<std::string> body_of_page(std::int64_t page_id, std::size_t most = kAnySize);

  /// As it is stored, with its dictionary, for another thread to decode it.
  std::optional<Body> stored_of_page(std::int64_t page_id);

 private:
  struct Row {
    Body body;
    std::optional<std::int64_t> dictionary_id;
  };
  std::optional<Row> row(std::int64_t body_id);
  std::optional<std::int64_t> body_id_of(std::int64_t page_id);
  const std::string* dictionary(std::int64_t body_id);

  Statement by_id_, of_page_;
  // Decoded, by id; the one used last comes first.
  std::list<std::pair<std::int64_t, std::string>> dictionaries_;
};

}  // namespace trawl::storage
