#include "fetch/aio/detail/spawn.hpp"

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
extern "C" {
#include <sys/pidfd.h>
}

namespace trawl::aio {

namespace {

std::system_error failure(int error, const std::string& what) {
  return std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  Descriptor ours, childs;
};

/// Moves the child's end of a pipe away from the numbers of the standard streams, which it would overwrite.
Descriptor above_standard(const Descriptor& low) {
  Descriptor high(fcntl(low.fd(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (high.fd() < 0) throw failure(errno, "cannot create a pipe");
  return high;
}

Pipe make_pipe(bool child_reads) {
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw failure(errno, "cannot create a pipe");
  Descriptor reading(ends[0]), writing(ends[1]);
  Pipe pipe;
  pipe.ours = std::move(child_reads ? writing : reading);
  pipe.childs = std::move(child_reads ? reading : writing);
  if (pipe.childs.fd() <= STDERR_FILENO) pipe.childs = above_standard(pipe.childs);
  if (fcntl(pipe.ours.fd(), F_SETFL, O_NONBLOCK) != 0) throw failure(errno, "fcntl");
  return pipe;
}

/// What is done to the child's descriptors before its program starts.
class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void duplicate(int fd, int target) { check(posix_spawn_file_actions_adddup2(&actions_, fd, target)); }
  void open_null(int target) {
    check(posix_spawn_file_actions_addopen(&actions_, target, "/dev/null", O_RDWR, 0));
  }
  /// Also those that we got from whoever started us, which need not be closed on exec.
  void close_from(int fd) { check(posix_spawn_file_actions_addclosefrom_np(&actions_, fd)); }
  void change_directory(int fd) { check(posix_spawn_file_actions_addfchdir_np(&actions_, fd)); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  static void check(int error) {
    if (error != 0) throw failure(error, "posix_spawn_file_actions");
  }
  posix_spawn_file_actions_t actions_;
};

/// A process group of its own, and default signal handling with no signal blocked.
class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

/// The null-terminated array of C strings that exec expects. It points into `texts`.
std::vector<char*> exec_array(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> assignments(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : environment) lines.push_back(name + "=" + value);
  return lines;
}

}  // namespace

SpawnedChild spawn(const std::vector<std::string>& command, const SubprocessOptions& options) {
  SpawnedChild child;
  FileActions actions;
  std::array<Descriptor, 3> childs_ends;
  const std::array<Stdio, 3> wanted{options.stdin, options.stdout, options.stderr};
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const auto index = static_cast<std::size_t>(stream);
    if (wanted[index] == PIPE) {
      Pipe pipe = make_pipe(stream == STDIN_FILENO);
      actions.duplicate(pipe.childs.fd(), stream);
      childs_ends[index] = std::move(pipe.childs);
      child.pipes[index] = std::move(pipe.ours);
    } else if (wanted[index] == DEVNULL) {
      actions.open_null(stream);
    } else if (wanted[index] == STDOUT) {
      if (stream != STDERR_FILENO) throw std::invalid_argument("STDOUT is for stderr alone");
      actions.duplicate(STDOUT_FILENO, STDERR_FILENO);
    }
  }
  Descriptor directory;
  if (options.working_directory) {
    directory = Descriptor(open(options.working_directory->c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (directory.fd() < 0) throw failure(errno, "cannot enter " + *options.working_directory);
    actions.change_directory(directory.fd());
  }
  actions.close_from(STDERR_FILENO + 1);
  std::vector<std::string> lines;
  std::vector<char*> environment;
  if (options.environment) {
    lines = assignments(*options.environment);
    environment = exec_array(lines);
  }
  const Attributes attributes;
  const int error =
      posix_spawnp(&child.pid, command.at(0).c_str(), actions.get(), attributes.get(),
                   exec_array(command).data(), options.environment ? environment.data() : environ);
  if (error != 0) throw failure(error, "cannot start " + command[0]);
  child.pidfd = Descriptor(pidfd_open(child.pid, 0));
  if (child.pidfd.fd() < 0) {
    const int reason = errno;
    kill(-child.pid, SIGKILL);
    waitpid(child.pid, nullptr, 0);
    throw failure(reason, "cannot watch " + command[0]);
  }
  return child;
}

}  // namespace trawl::aio
