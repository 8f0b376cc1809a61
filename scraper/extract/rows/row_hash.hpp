#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "scraper/extract/item.hpp"
#include "scraper/extract/spider.hpp"

namespace trawl::extract {

/// A hash of what tells the rows of a page apart: the values of their keys, or all values of rows without
/// one. The same in every run of the same program.
class RowHash {
 public:
  explicit RowHash(const Spider& spider);

  void add(const Item& item);
  std::size_t rows() const { return rows_; }
  std::uint64_t value() const { return hash_; }

 private:
  std::vector<std::vector<std::size_t>> columns_;  ///< of each table
  std::size_t rows_ = 0;
  std::uint64_t hash_ = 0;
};

}  // namespace trawl::extract
