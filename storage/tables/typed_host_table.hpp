#pragma once
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes and reads the hosts that the user named in any crawl of the file. Writing is part of the caller's
/// transaction.
class TypedHostTable {
 public:
  explicit TypedHostTable(Connection& connection);

  /// Addresses that are there already stay.
  void write(const std::vector<TypedHostRecord>& hosts);
  std::vector<TypedHostRecord> read();

 private:
  Statement put_, select_;
};

}  // namespace trawl::storage
