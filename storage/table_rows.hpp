#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "storage/query.hpp"

namespace trawl::storage {

/// How a cell is compared with a text. A text that is a number compares with numbers as one.
enum class Comparison : std::uint8_t {
  equal,
  unequal,
  less,
  at_most,
  greater,
  at_least,
  contains,
  starts,
  is_null,
  is_not_null
};

/// Which rows of a table or view are wanted, and in which order.
struct RowsRequest {
  RowsRequest() {}
  struct Filter {
    std::string column;
    Comparison comparison = Comparison::equal;
    std::string value;
  };
  std::string table;
  std::vector<std::string> columns;  ///< those of the table, as table_columns() gave them
  std::vector<Filter> filters;       ///< all of them hold
  std::string search;                ///< some cell contains it, in upper or lower case; "": any row
  std::string condition;             ///< SQL over the columns; "": any row
  std::string sort;                  ///< a column; "": the order of the table
  bool descending = false;
  std::string after;  ///< the `next` of the rows before; "": from the first
  int limit = 100;    ///< rows, at least 1
};

/// A statement with its parameters, numbered from 1.
struct RowsQuery {
  std::string sql;
  QueryParameters parameters;
  std::size_t hidden = 0;  ///< so many of its last columns are for next_rows() alone
};

/// Selects the rows, one more than the limit if there are more. A table, or a view of one row a page, is
/// continued by keys, so a later part costs no more than the first; another view by counting rows. Throws
/// kind sql for a column that the table has not, or a wrong `after`.
RowsQuery rows_query(const RowsRequest& request);

/// Counts the rows, but no more than `most`, and adds up these columns of them: one row with the count first.
RowsQuery rows_count_query(const RowsRequest& request, std::int64_t most,
                           const std::vector<std::string>& sums = {});

/// The `after` of the rows that follow `last`, the last row that was shown, its hidden cells included;
/// `shown` are those of this part.
std::string next_rows(const RowsRequest& request, std::span<const Value> last, std::int64_t shown);

}  // namespace trawl::storage
