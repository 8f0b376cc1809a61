#pragma once
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "storage/query.hpp"

namespace trawl::storage {

/// Writes each row as lines of "column | value", for rows too wide for a terminal. Control characters
/// are escaped; no value is cut.
class RecordSink : public RowSink {
 public:
  explicit RecordSink(std::ostream& out) : out_(out) {}

  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const Value> cells) override;
  void end() override {}

 private:
  std::ostream& out_;
  std::vector<std::string> names_;  // padded to one width
  std::int64_t number_ = 0;
};

/// Writes a table if its columns fit the terminal, cut no further than is readable; else records. The first
/// rows decide, so a long result streams.
class FittingSink : public RowSink {
 public:
  FittingSink(std::ostream& out, int width) : out_(out), width_(width) {}

  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const Value> cells) override;
  void end() override;

 private:
  void decide();

  std::ostream& out_;
  const int width_;
  std::vector<std::string> names_;
  std::vector<std::vector<Value>> first_rows_;  // until they have decided
  std::size_t first_bytes_ = 0;
  std::unique_ptr<RowSink> chosen_;
};

}  // namespace trawl::storage
