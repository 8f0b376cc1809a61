#include "storage/tables/cookie_table.hpp"

#include <utility>

namespace trawl::storage {
namespace {

constexpr const char* kPut = R"sql(
INSERT INTO cookies(domain, name, path, host_only, value, secure, http_only, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE
SET value = excluded.value, secure = excluded.secure, http_only = excluded.http_only, expires_at = excluded.expires_at)sql";

constexpr const char* kSelect = R"sql(
SELECT domain, name, path, host_only, value, secure, http_only, expires_at FROM cookies ORDER BY id)sql";

}  // namespace

CookieTable::CookieTable(Connection& connection)
    : put_(connection, kPut),
      remove_(connection, "DELETE FROM cookies WHERE domain = ? AND name = ? AND path = ? AND host_only = ?"),
      select_(connection, kSelect) {}

void CookieTable::write(const std::vector<CookieRecord>& changes) {
  for (const CookieRecord& cookie : changes) {
    if (cookie.is_gone) {
      remove_.run(cookie.domain, cookie.name, cookie.path, cookie.host_only);
    } else {
      put_.run(cookie.domain, cookie.name, cookie.path, cookie.host_only, cookie.value, cookie.secure,
               cookie.http_only, cookie.expires_at);
    }
  }
}

std::vector<CookieRecord> CookieTable::read() {
  std::vector<CookieRecord> cookies;
  Rows rows = select_.rows();
  while (rows.next()) {
    CookieRecord cookie;
    cookie.domain = rows.text(0);
    cookie.name = rows.text(1);
    cookie.path = rows.text(2);
    cookie.host_only = rows.integer(3) != 0;
    cookie.value = rows.text(4);
    cookie.secure = rows.integer(5) != 0;
    cookie.http_only = rows.integer(6) != 0;
    cookie.expires_at = rows.real_if_any(7);
    cookies.push_back(std::move(cookie));
  }
  return cookies;
}

}  // namespace trawl::storage
