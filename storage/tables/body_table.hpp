#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes the rows of `bodies`, as part of the caller's transaction.
/// Invariant: whatever a body needs to be read is in the file with it, and needs nothing itself.
class BodyTable {
 public:
  explicit BodyTable(Connection& connection);

  /// Adds the bodies that the file does not have yet. Returns the id of each visit's body; none for a visit
  /// without one.
  std::vector<std::optional<std::int64_t>> add(const std::vector<Visit>& visits);

 private:
  std::int64_t add(const Body& body, std::optional<std::int64_t> dictionary_id);
  std::int64_t dictionary_id(const Body& dictionary);

  Connection& connection_;
  Statement insert_, select_, stand_alone_;
};

}  // namespace trawl::storage
