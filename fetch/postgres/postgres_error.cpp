#include "fetch/postgres/postgres_error.hpp"

#include <algorithm>
#include <array>

namespace trawl::fetch {
namespace {

struct Row {
  std::string_view prefix;  // of the SQLSTATE; a whole one before its class
  PostgresErrorKind kind;
};

constexpr std::array kKinds{
    Row{"", PostgresErrorKind::away},           // the connection failed or broke
    Row{"08", PostgresErrorKind::away},         // connection exception
    Row{"25006", PostgresErrorKind::away},      // a standby, which only reads
    Row{"25P03", PostgresErrorKind::away},      // closed after an idle transaction
    Row{"28", PostgresErrorKind::refused},      // invalid authorization
    Row{"3D000", PostgresErrorKind::refused},   // no such database
    Row{"40001", PostgresErrorKind::conflict},  // serialization failure
    Row{"40P01", PostgresErrorKind::conflict},  // deadlock
    Row{"42501", PostgresErrorKind::refused},   // no permission
    Row{"53300", PostgresErrorKind::away},      // too many connections
    Row{"53", PostgresErrorKind::exhausted},    // disk full, out of memory
    Row{"55P03", PostgresErrorKind::conflict},  // a lock was not free in time
    Row{"57014", PostgresErrorKind::cancelled},
    Row{"57P", PostgresErrorKind::away},         // shuts down, has crashed, starts up
    Row{"58030", PostgresErrorKind::exhausted},  // input or output failed
};

}  // namespace

PostgresErrorKind postgres_kind_of(std::string_view sqlstate) {
  const auto row = std::find_if(kKinds.begin(), kKinds.end(), [sqlstate](const Row& candidate) {
    return candidate.prefix.empty() ? sqlstate.empty() : sqlstate.starts_with(candidate.prefix);
  });
  return row == kKinds.end() ? PostgresErrorKind::statement : row->kind;
}

}  // namespace trawl::fetch
