#include "storage/file/database.hpp"

#include <cerrno>
#include <system_error>

#include <unistd.h>

#include "storage/file/error.hpp"
#include "storage/file/migrations.hpp"
#include "storage/file/schema.hpp"
#include "storage/file/schema_docs.hpp"
#include "storage/file/views.hpp"

namespace trawl::storage {
namespace {

constexpr std::size_t kHeaderBytes = 100;  // https://www.sqlite.org/fileformat.html 1.3
/// So much is read in half a second at most.
constexpr std::int64_t kBytesChecked = 64 * 1024 * 1024;
constexpr std::size_t kUserVersionOffset = 60;
constexpr std::size_t kApplicationIdOffset = 68;

/// foreign_keys: the store refers only to ids that it got within the same transaction. Looking them up again,
/// two for each link, costs more than writing the link; the tests run foreign_key_check.
/// ignore_check_constraints: for "state IN ('pending', …)" SQLite makes a temporary index at every write of a
/// row, which costs more than the row; the states that are written come from an enum. The check holds for
/// everybody else, and check_whole() heeds it.
/// temp_store: the sort of a late index may be larger than memory.
/// wal_autocheckpoint: 64 MiB; a database page that is written many times until then is copied back once.
constexpr const char* kWriterSetup = R"sql(
PRAGMA foreign_keys = OFF;
PRAGMA ignore_check_constraints = ON;
PRAGMA temp_store = FILE;
PRAGMA secure_delete = OFF;
PRAGMA cache_size = -8192;
PRAGMA wal_autocheckpoint = 16000;
PRAGMA journal_size_limit = 67108864;
)sql";

std::int64_t big_endian(const std::string& bytes, std::size_t offset) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  return value;
}

void refuse_unless_ours(const std::filesystem::path& file, std::int64_t application_id,
                        std::int64_t version) {
  if (application_id != kApplicationId)
    throw file_error(ErrorKind::foreign_file, file.string(), "a database of another program");
  if (version > kSchemaVersion)
    throw file_error(ErrorKind::newer_schema, file.string(), "schema version " + std::to_string(version));
}

/// Refuses what is not ours. Makes the file private if it is new, or so old that its mode was not chosen:
/// later a chmod is the user's will.
void check_header(const std::filesystem::path& file, const FileLock& lock) {
  const std::string header = lock.first_bytes(kHeaderBytes);
  if (header.empty()) return lock.make_private();
  if (header.size() < kHeaderBytes || !header.starts_with("SQLite format 3"))
    throw file_error(ErrorKind::foreign_file, file.string(), "no SQLite database");
  const std::int64_t version = big_endian(header, kUserVersionOffset);
  refuse_unless_ours(file, big_endian(header, kApplicationIdOffset), version);
  if (version < kPrivateFiles) lock.make_private();
}

void create_schema(Connection& connection) {
  Transaction transaction(connection);
  connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
  connection.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion));
  connection.execute(tables_sql());
  connection.execute(views_sql());
  write_schema_docs(connection);
  transaction.commit();
}

/// Whether a WAL or journal beside the file holds part of its content.
bool has_log(const std::filesystem::path& file) {
  const auto is_there = [&](const char* suffix) {
    std::error_code none;
    const auto size = std::filesystem::file_size(file.string() + suffix, none);
    return !none && size > 0;
  };
  return is_there("-wal") || is_there("-journal");
}

/// Throws unless the file is ours and its schema known.
void probe(Connection& connection, const std::filesystem::path& file) {
  refuse_unless_ours(file, connection.integer("PRAGMA application_id"),
                     connection.integer("PRAGMA user_version"));
}

/// Looks through the structure of the file, or throws. A damage that shows first when something is written
/// may spread.
void check_whole(Connection& connection, const std::filesystem::path& file) {
  const std::string problem = connection.text("PRAGMA quick_check(1)");
  if (problem != "ok") throw file_error(ErrorKind::corrupt, file.string(), problem);
}

}  // namespace

Connection open_for_writing(const std::filesystem::path& file, const FileLock& lock, bool durable) {
  check_header(file, lock);
  const auto folder = std::filesystem::absolute(file).parent_path();
  if (access(folder.c_str(), W_OK) != 0) throw system_error(errno, folder.string());

  Connection connection(file, Access::write);
  if (lock.size() <= kBytesChecked) check_whole(connection, file);
  // The schema comes before the WAL, so that the header of the file alone shows whose it is.
  const bool is_new = connection.integer("PRAGMA user_version") == 0 &&
                      connection.integer("SELECT count(*) FROM sqlite_master") == 0;
  if (is_new) create_schema(connection);
  probe(connection, file);
  connection.execute("PRAGMA journal_mode = WAL");
  if (const auto version = connection.integer("PRAGMA user_version"); version < kSchemaVersion) {
    migrate(connection, version);
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");  // the header alone shows the version
  }
  connection.execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
  connection.execute(kWriterSetup);
  return connection;
}

Connection open_for_reading(const std::filesystem::path& file) {
  if (access(file.c_str(), R_OK) != 0) throw system_error(errno, file.string());
  std::error_code none;
  if (std::filesystem::is_directory(file, none))
    throw file_error(ErrorKind::foreign_file, file.string(), "a folder");
  try {
    Connection connection(file, Access::read);
    probe(connection, file);
    return connection;
  } catch (const Error& error) {
    // A file in WAL mode needs a shared-memory file beside it, which cannot be made in a read-only folder.
    // Without a log nobody is writing, and the file alone holds everything.
    const bool beside_unwritable = error.kind() == ErrorKind::io || error.kind() == ErrorKind::read_only;
    if (!beside_unwritable || has_log(file)) throw;
  }
  Connection connection(file, Access::immutable);
  probe(connection, file);
  return connection;
}

std::int64_t schema_version(const std::filesystem::path& file) {
  Connection connection = open_for_reading(file);
  return connection.integer("PRAGMA user_version");
}

void leave_wal(Connection& writer) {
  writer.set_busy_timeout(std::chrono::milliseconds(100));
  writer.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  writer.execute("PRAGMA journal_mode = DELETE");
}

}  // namespace trawl::storage
