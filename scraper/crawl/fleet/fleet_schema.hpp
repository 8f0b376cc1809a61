#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "fetch/postgres/postgres_session.hpp"

namespace trawl::crawl {

/// The version of the schema "fleet" that this program reads and writes.
constexpr int kFleetVersion = 1;

/// SQLSTATEs that the schema's own functions raise.
constexpr std::string_view kStaleHosts = "TF001";  ///< the detail has the hosts' ids, separated by spaces
constexpr std::string_view kRepeatedBatch = "TF002";

/// How a worker connects. Its plans use the indexes: PostgreSQL keeps the plan of a statement that it first
/// met while the tables were small, and would read them whole when they are not small any more.
fetch::PostgresOptions fleet_options(std::string target);

/// The statements that create the schema. They hold no data.
std::vector<std::string> fleet_schema_sql();

/// Creates the schema for a crawl with these settings (JSON, without secrets). Throws PostgresError, kind
/// refused if there is a schema of that name already, whoever made it.
aio::Coroutine<void> create_fleet(fetch::PostgresSession& session, std::string settings);

/// Throws PostgresError, kind refused, unless the database has a schema of trawl's in this program's version.
aio::Coroutine<void> require_fleet(fetch::PostgresSession& session);

}  // namespace trawl::crawl
