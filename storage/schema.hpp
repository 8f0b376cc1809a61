#pragma once
#include <string>

/// The schema of a crawl file (a public interface: people query it).
namespace storage {

/// "trwl" in the header of every crawl file.
inline constexpr int kApplicationId = 0x7472776c;
inline constexpr int kSchemaVersion = 1;

/// CREATE statements of the tables and indexes.
std::string tables_sql();

}  // namespace storage
