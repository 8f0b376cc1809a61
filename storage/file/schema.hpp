#pragma once
#include <string>

/// The schema of a crawl file (a public interface: people query it).
namespace trawl::storage {

/// "trwl" in the header of every crawl file.
inline constexpr int kApplicationId = 0x7472776c;
inline constexpr int kSchemaVersion = 2;

/// CREATE statements of the tables and indexes.
std::string tables_sql();
/// What a crawl that has finished gets. Kept up link by link, the index would be written all over at each
/// commit; sorted once it costs a tenth. Until then who asks for it pays with one pass over `links`.
std::string late_indexes_sql();
/// For the writer, before the late indexes: their sort is fastest in a cache that fits the processor's,
/// and takes as much memory as the cache may.
std::string small_sorts_sql();

}  // namespace trawl::storage
