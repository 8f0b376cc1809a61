#include "storage/tables/typed_host_table.hpp"

#include <sstream>
#include <string>

namespace trawl::storage {
namespace {

constexpr const char* kPut = R"sql(
INSERT INTO typed_hosts(name, port, first_addresses) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET first_addresses = coalesce(first_addresses, excluded.first_addresses))sql";

}  // namespace

TypedHostTable::TypedHostTable(Connection& connection)
    : put_(connection, kPut),
      select_(connection, "SELECT name, port, first_addresses FROM typed_hosts ORDER BY name, port") {}

void TypedHostTable::write(const std::vector<TypedHostRecord>& hosts) {
  for (const TypedHostRecord& host : hosts) {
    std::string addresses;
    for (const std::string& address : host.first_addresses)
      addresses += (addresses.empty() ? "" : " ") + address;
    put_.run(host.name, host.port, addresses);
  }
}

std::vector<TypedHostRecord> TypedHostTable::read() {
  std::vector<TypedHostRecord> hosts;
  Rows rows = select_.rows();
  while (rows.next()) {
    TypedHostRecord& host = hosts.emplace_back();
    host.name = rows.text(0);
    host.port = static_cast<std::uint16_t>(rows.integer(1));
    std::istringstream addresses(rows.text(2));
    for (std::string address; addresses >> address;) host.first_addresses.push_back(address);
  }
  return hosts;
}

}  // namespace trawl::storage
