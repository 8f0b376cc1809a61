#pragma once
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "storage/file/sqlite.hpp"

namespace trawl::storage::testing {

/// Makes a file of an earlier schema version with a crawl that was killed. Its host is 127.0.0.1 at `port`,
/// and in version 1 also localhost and 127.0.0.2.
inline void make_old_file(const std::filesystem::path& file, const std::string& port = "80",
                          int version = 1) {
  std::ostringstream text;
  text << std::ifstream("tests/data/schema_" + std::to_string(version) + ".sql").rdbuf();
  std::string sql = text.str();
  for (std::size_t at = 0; (at = sql.find(":PORT", at)) != std::string::npos;) sql.replace(at, 5, ":" + port);
  std::ofstream(file).close();
  Connection(file, Access::write).execute(sql);
}

}  // namespace trawl::storage::testing
