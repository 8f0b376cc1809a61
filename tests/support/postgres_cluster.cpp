#include "tests/support/postgres_cluster.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/subprocess.hpp"

namespace trawl::support {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kStartLimit = 60s;

/// The programs of the newest version that Debian's packages have installed; "" for none.
fs::path programs() {
  fs::path newest;
  int newest_version = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > newest_version && fs::exists(entry.path() / "bin/initdb")) {
      newest = entry.path() / "bin";
      newest_version = version;
    }
  }
  return newest;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

void write_line(const char* file, const char* line, std::size_t size) {
  const int out = open(file, O_WRONLY | O_CLOEXEC);
  if (out < 0 || write(out, line, size) != static_cast<ssize_t>(size)) _exit(126);
  close(out);
}

/// Gives up root, under which PostgreSQL refuses to run: for the user of Debian's package, or where that
/// cannot be, as in a user namespace, for a number in another one, which is still root outside. Only in a
/// child.
void give_up_root(const passwd* user) {
  if (geteuid() != 0) return;
  if (user != nullptr && setgroups(0, nullptr) == 0 && setgid(user->pw_gid) == 0 && setuid(user->pw_uid) == 0)
    return;
  if (unshare(CLONE_NEWUSER) != 0) _exit(126);
  constexpr char kDeny[] = "deny", kMap[] = "1000 0 1";
  write_line("/proc/self/setgroups", kDeny, sizeof kDeny - 1);
  write_line("/proc/self/uid_map", kMap, sizeof kMap - 1);
  write_line("/proc/self/gid_map", kMap, sizeof kMap - 1);
}

bool ended_well(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::string PostgresCluster::lacks() {
  return programs().empty() ? "SKIPPED: PostgreSQL is not installed (package postgresql-15)" : "";
}

PostgresCluster& PostgresCluster::shared() {
  static PostgresCluster cluster(Fsync::off);
  return cluster;
}

PostgresCluster::PostgresCluster(Fsync fsync) : fsync_(fsync) {
  std::string name = (fs::temp_directory_path() / "trawl-postgres-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp " + name);
  folder_ = name;
  const passwd* const user = getpwnam("postgres");
  // Where this fails, the server runs in a user namespace, in which the folder is its own.
  if (geteuid() == 0 && user != nullptr) [[maybe_unused]]
    const int failed = chown(name.c_str(), user->pw_uid, user->pw_gid);
  const pid_t initdb =
      spawn({programs() / "initdb", "--pgdata=" + (folder_ / "data").string(), "--username=trawl",
             "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"});
  if (!ended_well(initdb)) throw std::runtime_error("initdb failed: " + content_of(folder_ / "log"));
  const std::string rules = content_of(folder_ / "data/pg_hba.conf");
  std::ofstream(folder_ / "data/pg_hba.conf") << "local all guarded scram-sha-256\n" << rules;
  start();
}

PostgresCluster::~PostgresCluster() {
  if (server_ > 0) {
    ::kill(server_, SIGQUIT);
    waitpid(server_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresCluster::target(const std::string& database, const std::string& user) const {
  return "host=" + folder_.string() + " dbname=" + database + " user=" + user;
}

std::string PostgresCluster::new_database() {
  const std::string name = "test" + std::to_string(++databases_);
  execute("CREATE DATABASE " + name);
  return target(name);
}

void PostgresCluster::execute(const std::string& sql) {
  Program psql;
  psql.words = {programs() / "psql", "--no-psqlrc", "--quiet", "--command=" + sql, target()};
  const Finished finished = outcome_of(psql);
  if (finished.exit_code != 0) throw std::runtime_error(sql + ": " + finished.err);
}

void PostgresCluster::kill() {
  // Stopped first, so that it starts no more children, which would go on for a moment without it.
  ::kill(server_, SIGSTOP);
  const std::string process = std::to_string(server_);
  std::ifstream children("/proc/" + process + "/task/" + process + "/children");
  for (pid_t child = 0; children >> child;) ::kill(child, SIGKILL);
  ::kill(server_, SIGKILL);
  waitpid(server_, nullptr, 0);
  server_ = -1;
}

void PostgresCluster::start() {
  const auto limit = std::chrono::steady_clock::now() + kStartLimit;
  while (!is_ready()) {
    // After a kill, the server does not start while one of its old processes is still ending.
    if (server_ < 0 || waitpid(server_, nullptr, WNOHANG) == server_)
      server_ = spawn({programs() / "postgres", "-D", folder_ / "data", "-k", folder_, "-c",
                       "listen_addresses=", "-c", fsync_ == Fsync::on ? "fsync=on" : "fsync=off", "-c",
                       "deadlock_timeout=100ms", "-c", "max_connections=64", "-c", "timezone=UTC"});
    if (std::chrono::steady_clock::now() > limit)
      throw std::runtime_error("PostgreSQL does not start: " + content_of(folder_ / "log"));
    std::this_thread::sleep_for(5ms);
  }
}

/// The file of the running server begins with its process and ends with its state.
bool PostgresCluster::is_ready() const {
  const std::string file = content_of(folder_ / "data/postmaster.pid");
  return server_ > 0 && file.starts_with(std::to_string(server_) + "\n") && file.find("\nready") != file.npos;
}

pid_t PostgresCluster::spawn(const std::vector<std::string>& words) const {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const std::string log = folder_ / "log";
  const passwd* const user = getpwnam("postgres");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child > 0) return child;
  give_up_root(user);
  // After that, because a change of the user takes it back. SIGQUIT ends a server and its children at once.
  prctl(PR_SET_PDEATHSIG, SIGQUIT);
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  if (chdir("/") == 0) execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace trawl::support
