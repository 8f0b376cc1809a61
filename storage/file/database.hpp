#pragma once
#include <filesystem>

#include "storage/file/file_lock.hpp"
#include "storage/file/sqlite.hpp"

/// Opening crawl files: who they belong to, which schema they have, how the connection is set up.
namespace trawl::storage {

/// The writing connection to the file that `lock` holds; an empty file gets the schema. A foreign or newer
/// file is refused before SQLite has touched it.
Connection open_for_writing(const std::filesystem::path& file, const FileLock& lock, bool durable);

/// A reading connection, while a crawl writes or after it, also in a folder that may not be written.
Connection open_for_reading(const std::filesystem::path& file);

/// Makes the file one ordinary file without WAL, unless somebody is reading it.
void leave_wal(Connection& writer);

}  // namespace trawl::storage
