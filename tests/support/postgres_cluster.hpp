#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace trawl::support {

/// A PostgreSQL server with a cluster of its own in a temporary folder. It listens on a socket in that folder
/// alone, and ends with this object or with the thread that started it, however that ends.
class PostgresCluster {
 public:
  /// Whether a killed server keeps what it has said to be committed, though the machine loses its power: only
  /// tests of faults need to wait for that.
  enum class Fsync { off, on };

  /// Why there can be none here, as "SKIPPED: …"; "" if there can.
  static std::string lacks();
  /// The one that the cases of this program share, started at the first use. Requires: lacks() is "".
  static PostgresCluster& shared();

  explicit PostgresCluster(Fsync fsync);
  ~PostgresCluster();
  PostgresCluster(const PostgresCluster&) = delete;
  PostgresCluster& operator=(const PostgresCluster&) = delete;

  /// A connection string for a database. The user "trawl" may do everything and needs no password, the user
  /// "guarded" needs one.
  std::string target(const std::string& database = "postgres", const std::string& user = "trawl") const;
  /// The same for a new, empty database.
  std::string new_database();
  /// Runs one statement in the database "postgres".
  void execute(const std::string& sql);

  /// Kills the server at once, as a crash of it would.
  void kill();
  /// Starts it again. Returns when it takes connections.
  void start();

 private:
  pid_t spawn(const std::vector<std::string>& words) const;
  bool is_ready() const;

  std::filesystem::path folder_;
  const Fsync fsync_;
  pid_t server_ = -1;
  int databases_ = 0;
};

}  // namespace trawl::support
