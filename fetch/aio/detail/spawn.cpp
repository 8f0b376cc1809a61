#include "fetch/aio/detail/spawn.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
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

constexpr int kSame = -1, kNull = -2, kOut = -3;  // of ChildPlan::streams

/// What the child does before its program starts. It shares our memory until then, and may only make system
/// calls, so all that it needs is laid out here.
struct ChildPlan {
  int streams[3] = {kSame, kSame, kSame};  ///< which descriptor becomes each; or one of the above
  int directory = -1;                      ///< -1: ours
  bool dies_with_thread = false;
  pid_t parent = 0;
  char* const* files = nullptr;  ///< where the program may be, up to a null
  char* const* arguments = nullptr;
  char* const* environment = nullptr;
  int error = 0;  ///< why there is no program; 0: it has started
};

// The functions of the C library keep books in memory that is ours as well: the child asks the system itself.
#define IN_CHILD __attribute__((no_sanitize("address", "thread", "undefined")))

IN_CHILD bool set_streams(const ChildPlan& plan) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    long from = plan.streams[stream];
    if (from == kSame) continue;
    if (from == kNull) from = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR, 0);
    if (from == kOut) from = STDOUT_FILENO;
    if (from < 0 || (from != stream && syscall(SYS_dup3, from, stream, 0) < 0)) return false;
  }
  return true;
}

/// In the child. Ends it, with plan.error set, if the program cannot start.
IN_CHILD int be_child(void* argument) {
  ChildPlan& plan = *static_cast<ChildPlan*>(argument);
  constexpr unsigned long kSetSize = 8;              // bytes of the kernel's sigset_t
  const unsigned long usual[4] = {}, no_signal = 0;  // SIG_DFL, and no flags, in the kernel's sigaction
  syscall(SYS_setpgid, 0, 0);
  for (int signal = 1; signal < _NSIG; ++signal) syscall(SYS_rt_sigaction, signal, usual, nullptr, kSetSize);
  const bool is_ready = set_streams(plan) && (plan.directory < 0 || syscall(SYS_fchdir, plan.directory) == 0);
  plan.error = is_ready ? 0 : errno;
  // Also those that we got from whoever started us, which need not be closed on exec.
  syscall(SYS_close_range, static_cast<unsigned>(STDERR_FILENO + 1), ~0U, 0U);
  if (plan.dies_with_thread) {
    syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (syscall(SYS_getppid) != plan.parent) syscall(SYS_exit_group, 127);  // it has ended already
  }
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &no_signal, nullptr, kSetSize);
  bool is_forbidden = false;
  for (char* const* file = plan.files; is_ready && *file != nullptr; ++file) {
    plan.error = 0;
    syscall(SYS_execve, *file, plan.arguments, plan.environment);
    plan.error = errno;
    is_forbidden |= errno == EACCES;
    if (errno != EACCES && errno != ENOENT && errno != ENOTDIR) break;
  }
  if (is_forbidden && plan.error == ENOENT) plan.error = EACCES;  // as execvp() says it
  syscall(SYS_exit_group, 127);
  return 127;
}

/// Runs be_child() in a child. This thread goes on when the child has begun its program, or ended.
pid_t start_child(ChildPlan& plan) {
  constexpr std::size_t kStack = 64 << 10;
  const auto stack = std::make_unique<char[]>(kStack);
  char* top = stack.get() + kStack;
  top -= reinterpret_cast<std::uintptr_t>(top) % 16;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);  // no handler of ours may run in the child
  const pid_t pid = clone(be_child, top, CLONE_VM | CLONE_VFORK | SIGCHLD, &plan);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid < 0) plan.error = error;
  if (pid > 0 && plan.error != 0) {
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  return pid;
}

/// Where a program may be: at that path, or, for a name without "/", in the folders of PATH.
std::vector<std::string> files_of(const std::string& program) {
  if (program.find('/') != std::string::npos || program.empty()) return {program};
  std::vector<std::string> files;
  const char* const set = std::getenv("PATH");
  std::string_view path = set == nullptr ? "/bin:/usr/bin" : set;
  for (bool is_last = false; !is_last;) {
    const std::size_t end = path.find(':');
    is_last = end == std::string_view::npos;
    const std::string_view folder = path.substr(0, end);
    files.push_back(std::string(folder) + (folder.empty() ? "./" : "/") + program);
    if (!is_last) path.remove_prefix(end + 1);
  }
  return files;
}

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
  ChildPlan plan;
  std::array<Descriptor, 3> childs_ends;
  const std::array<Stdio, 3> wanted{options.stdin, options.stdout, options.stderr};
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const auto index = static_cast<std::size_t>(stream);
    if (wanted[index] == PIPE) {
      Pipe pipe = make_pipe(stream == STDIN_FILENO);
      plan.streams[index] = pipe.childs.fd();
      childs_ends[index] = std::move(pipe.childs);
      child.pipes[index] = std::move(pipe.ours);
    } else if (wanted[index] == DEVNULL) {
      plan.streams[index] = kNull;
    } else if (wanted[index] == STDOUT) {
      if (stream != STDERR_FILENO) throw std::invalid_argument("STDOUT is for stderr alone");
      plan.streams[index] = kOut;
    }
  }
  Descriptor directory;
  if (options.working_directory) {
    directory = Descriptor(open(options.working_directory->c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (directory.fd() < 0) throw failure(errno, "cannot enter " + *options.working_directory);
    plan.directory = directory.fd();
  }
  std::vector<std::string> lines;
  if (options.environment) lines = assignments(*options.environment);
  const std::vector<char*> environment = exec_array(lines);
  const std::vector<std::string> paths = files_of(command.at(0));
  const std::vector<char*> files = exec_array(paths), arguments = exec_array(command);
  plan.environment = options.environment ? environment.data() : environ;
  plan.files = files.data();
  plan.arguments = arguments.data();
  plan.dies_with_thread = options.dies_with_thread;
  plan.parent = getpid();
  child.pid = start_child(plan);
  if (plan.error != 0) throw failure(plan.error, "cannot start " + command[0]);
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
