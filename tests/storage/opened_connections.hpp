#pragma once
#include <stdexcept>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace trawl::storage::testing {

/// Sees every connection that this process opens while it lives, so that a test can ask those that no object
/// shows. At most one at a time.
class OpenedConnections {
 public:
  OpenedConnections() { sqlite3_auto_extension(entry()); }
  ~OpenedConnections() {
    sqlite3_cancel_auto_extension(entry());
    all().clear();
  }
  OpenedConnections(const OpenedConnections&) = delete;
  OpenedConnections& operator=(const OpenedConnections&) = delete;

  /// What a pragma of the first connection says. It must be open still, and used by this thread only.
  std::string of_the_first(const std::string& pragma) const {
    std::string value;
    const auto keep = [](void* into, int, char** texts, char**) {
      *static_cast<std::string*>(into) = texts[0];
      return 0;
    };
    if (sqlite3_exec(all().at(0), ("PRAGMA " + pragma).c_str(), keep, &value, nullptr) != SQLITE_OK)
      throw std::runtime_error("PRAGMA " + pragma);
    return value;
  }

 private:
  static std::vector<sqlite3*>& all() {
    static std::vector<sqlite3*> opened;
    return opened;
  }
  static void (*entry())() {
    const auto remember = [](sqlite3* connection, const char**, const sqlite3_api_routines*) {
      all().push_back(connection);
      return SQLITE_OK;
    };
    int (*const function)(sqlite3*, const char**, const sqlite3_api_routines*) = remember;
    return reinterpret_cast<void (*)()>(function);
  }
};

}  // namespace trawl::storage::testing
