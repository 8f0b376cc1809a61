#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/file/sqlite.hpp"
#include "storage/shape_records.hpp"
#include "storage/tables/counters.hpp"

namespace trawl::storage {

/// The shapes of URLs, what they brought, and the URLs that are held for them; each as part of the caller's
/// transaction.
class ShapeTable {
 public:
  ShapeTable(Connection& connection, Counters& counters);

  /// Adds what a visit says of shapes of its host; the next flush() writes the sums of all visits.
  void add(std::int64_t host_id, const std::vector<ShapeChange>& changes);
  /// Holds the URLs that wait of shapes that are held from now on, too.
  void flush(std::int64_t crawl_id, const std::string& now);
  /// Forgets what add() was told, after a rollback.
  void forget() { changes_.clear(); }

  /// Host and number of the URLs that a person's decision has made pending; 0 if none. A shape that is not in
  /// the file is passed over.
  std::pair<std::int64_t, std::int64_t> decide(const ShapeOrder& order);
  /// Releases those shapes of a crawl that are held and that a word names (names_shape). Returns how many
  /// URLs are pending by that.
  std::int64_t release(std::int64_t crawl_id, const std::vector<std::string>& words);

 private:
  void hold(std::int64_t host_id, const ShapeChange& change);

  Counters& counters_;
  Connection& connection_;
  Statement write_, hold_, waiting_, hold_url_, find_, decide_, release_, drop_;
  std::map<std::pair<std::int64_t, std::string>, ShapeChange> changes_;
};

/// The shapes of a crawl, those that are held first, then by the number of fetches; at most `most`.
std::vector<ShapeRecord> read_shapes(Connection& connection, std::int64_t crawl_id, int most);

/// More than a crawl has.
inline constexpr int kAllShapes = 1'000'000;

/// Whether a person's word names the shape: its id, its text, with or without its host, or "all".
bool names_shape(std::string_view word, const ShapeRecord& shape);

}  // namespace trawl::storage
