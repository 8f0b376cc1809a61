#pragma once
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/records.hpp"

namespace trawl::storage {

/// Writes and reads the cookies of a file's crawls. Writing is part of the caller's transaction.
class CookieTable {
 public:
  explicit CookieTable(Connection& connection);

  void write(const std::vector<CookieRecord>& changes);
  /// All cookies, in the order in which they first came.
  std::vector<CookieRecord> read();

 private:
  Statement put_, remove_, select_;
};

}  // namespace trawl::storage
