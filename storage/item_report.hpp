#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// A table of the newest crawl that had rules.
struct TableReport {
  TableReport() {}
  std::string table;
  std::string why_empty;      ///< for people, where somebody has found it out; else ""
  std::int64_t rows = 0;      ///< in it now
  std::int64_t added = 0;     ///< by that crawl, as far as they are still there
  std::int64_t repeated = 0;  ///< rows of that crawl that a later row of their page has replaced
  std::int64_t changed = 0;   ///< values that are others than before, of rows with a key
};

/// What one field came to.
struct FieldTally {
  FieldTally() {}
  double null_percent() const { return percent(nulls); }
  double bad_type_percent() const { return percent(bad_type); }
  /// Of the rows. Where no row was looked at, nothing was found: 100.
  double percent(std::int64_t count) const;

  std::int64_t rows = 0, matched = 0, nulls = 0, bad_type = 0;  ///< as in `field_health`
};

struct FieldReport {
  FieldReport() {}
  /// Whether more of it is missing or of the wrong type than in the crawl before, by a tenth of a percent.
  bool is_worse() const;

  std::string table, field;
  FieldTally now;
  std::optional<FieldTally> before;  ///< in the crawl with that field before this one
};

/// The health of the items, for people: the summary, the status page, gates.
struct ItemReport {
  ItemReport() {}
  std::vector<TableReport> tables;  ///< in the order of the spider file, as are their fields
  std::vector<FieldReport> fields;
};

/// That of the newest crawl that had rules. Empty if there is none, and for a file of an older schema.
ItemReport read_item_report(Connection& connection);

}  // namespace trawl::storage
