#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// Takes the rows of a result one by one.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Once, before the rows.
  virtual void columns(const std::vector<std::string>& names) = 0;
  virtual void row(std::span<const Value> cells) = 0;
  /// Once, after the last row; not after an error.
  virtual void end() = 0;
};

struct QueryLimits {
  QueryLimits() {}
  std::chrono::milliseconds time{30'000};
  std::int64_t rows = 0;               ///< 0: none
  int value_bytes = 64 * 1024 * 1024;  ///< of one cell or intermediate value
};

struct QueryEnd {
  std::int64_t rows = 0;
  bool cut = false;  ///< there were more rows than the limit
};

/// Runs one SELECT (or a pragma that describes tables) given by a person: read-only connection, authorizer,
/// deadline. Throws kind sql for what is wrong or not allowed, interrupted past the deadline, limit for too
/// large a value.
QueryEnd run_query(const std::filesystem::path& file, const std::string& sql, RowSink& sink,
                   QueryLimits limits = {});

}  // namespace trawl::storage
