#pragma once
#include <cstdint>
#include <filesystem>

#include "storage/file/file_lock.hpp"
#include "storage/file/sqlite.hpp"

/// Opens crawl files: checks whose they are, creates or migrates the schema, sets the connection up.
namespace trawl::storage {

/// A connection that writes to the file that `lock` holds. An empty file gets the schema, an older one is
/// migrated. A foreign or newer file is refused before SQLite touches it.
Connection open_for_writing(const std::filesystem::path& file, const FileLock& lock, bool durable);

/// A connection that reads, also while a crawl writes and where the folder is read-only. It migrates nothing.
Connection open_for_reading(const std::filesystem::path& file);

/// The version of the schema of a crawl file. Throws as open_for_reading() does.
std::int64_t schema_version(const std::filesystem::path& file);

/// Leaves one ordinary file without a WAL, unless somebody is reading it.
void leave_wal(Connection& writer);

}  // namespace trawl::storage
