#include "fetch/aio/detail/spawn.hpp"

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/wait.h>
extern "C" {
#include <sys/pidfd.h>
}

#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

/// Runs a shell command to its end and gives its stdout; reads as a plain program would.
std::string output_of(const std::string& script, aio::SubprocessOptions options = {}) {
  options.stdout = aio::PIPE;
  aio::SpawnedChild child = aio::spawn({"sh", "-c", script}, options);
  const int fd = child.pipes[1]->fd();
  CHECK(fcntl(fd, F_GETFL) == (O_RDONLY | O_NONBLOCK));
  fcntl(fd, F_SETFL, 0);
  std::string all;
  char piece[4096];
  for (ssize_t count; (count = read(fd, piece, sizeof piece)) > 0;)
    all.append(piece, static_cast<std::size_t>(count));
  CHECK(waitpid(child.pid, nullptr, 0) == child.pid);
  return all;
}

}  // namespace

/// What stands behind a descriptor, such as "socket:[1234]".
std::string target_of(int fd) {
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd)).string();
}

TEST_CASE("a child gets none of our descriptors but the standard ones") {
  const wire::Wire sockets, pipe = wire::Wire::pipe();
  aio::SubprocessOptions options;
  options.stdin = options.stderr = aio::PIPE;
  const aio::SpawnedChild another = aio::spawn({"cat"}, options);
  const aio::Descriptor open_to_all(open("/proc/self/limits", O_RDONLY));
  const std::string all = output_of("ls -l /proc/self/fd");
  for (const int fd : {sockets.near_end->fd(), sockets.far_end->fd(), pipe.near_end->fd(), pipe.far_end->fd(),
                       another.pipes[0]->fd(), another.pipes[2]->fd()}) {
    CAPTURE(all);
    CHECK_MESSAGE(all.find(target_of(fd)) == std::string::npos, target_of(fd));
  }
  CHECK(all.find("anon_inode") == std::string::npos);
  CHECK(all.find("/limits") == std::string::npos);  // which is not to be closed on exec
  kill(another.pid, SIGKILL);
  CHECK(waitpid(another.pid, nullptr, 0) == another.pid);
}

TEST_CASE("a child blocks and ignores no signal, whatever we do") {
  sigset_t block, before;
  sigemptyset(&block);
  sigaddset(&block, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &block, &before);
  const auto pipe_before = std::signal(SIGPIPE, SIG_IGN);
  CHECK(output_of("kill -TERM $$; echo alive").empty());
  CHECK(output_of("kill -PIPE $$; echo alive").empty());
  std::signal(SIGPIPE, pipe_before);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("a child leads a process group of its own") {
  const std::string group = output_of("cut -d' ' -f5 /proc/self/stat");
  CHECK(std::stoi(group) != getpgrp());
}

TEST_CASE("working directory and environment are the ones asked for, or ours") {
  aio::SubprocessOptions options;
  options.working_directory = "/usr/share";
  options.environment = {{"GREETING", "hello there"}, {"PATH", "/usr/bin:/bin"}};
  CHECK(output_of("pwd; env | grep -v ^PWD | sort", options) ==
        "/usr/share\nGREETING=hello there\nPATH=/usr/bin:/bin\n");
  options.environment = std::map<std::string, std::string>();
  CHECK(output_of("echo \"[$GREETING]\"", options) == "[]\n");
  CHECK(output_of("echo $HOME") == std::string(getenv("HOME")) + "\n");
}

TEST_CASE("stderr goes to /dev/null, or where stdout goes") {
  aio::SubprocessOptions options;
  options.stderr = aio::STDOUT;
  CHECK(output_of("echo out; echo err >&2", options) == "out\nerr\n");
  options.stderr = aio::DEVNULL;
  CHECK(output_of("echo out; echo err >&2", options) == "out\n");
  options.stdin = aio::DEVNULL;
  CHECK(output_of("cat; echo end", options) == "end\n");
  options.stdin = aio::STDOUT;
  CHECK_THROWS_AS(output_of("true", options), std::invalid_argument);
}

TEST_CASE("pipes work for a process whose own standard descriptors are closed") {
  const int kept = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
  close(STDIN_FILENO);
  aio::SubprocessOptions options;
  options.stdin = options.stderr = aio::PIPE;
  const std::string output = output_of("readlink /proc/self/fd/0 | cut -c1-5; echo out", options);
  if (kept >= 0) dup2(kept, STDIN_FILENO);
  close(kept);
  CHECK(output == "pipe:\nout\n");
}

TEST_CASE("a program that cannot be started is named, and leaves no descriptor and no child") {
  const int before = wire::open_descriptors();
  aio::SubprocessOptions options;
  options.stdin = options.stdout = options.stderr = aio::PIPE;
  CHECK_THROWS_WITH_AS(aio::spawn({"no-such-program"}, options),
                       "cannot start no-such-program: No such file or directory", std::system_error);
  CHECK_THROWS_WITH_AS(aio::spawn({"/etc/passwd"}, options), "cannot start /etc/passwd: Permission denied",
                       std::system_error);
  options.working_directory = "/no-such-directory";
  CHECK_THROWS_WITH_AS(aio::spawn({"true"}, options),
                       "cannot enter /no-such-directory: No such file or directory", std::system_error);
  CHECK(wire::open_descriptors() == before);
  CHECK(waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("a child that is to die with its thread does so when our process is killed, others do not") {
  for (const bool dies : {true, false}) {
    CAPTURE(dies);
    const wire::Wire pipe = wire::Wire::pipe();
    const pid_t process = fork();
    if (process == 0) {
      aio::SubprocessOptions options;
      options.dies_with_thread = dies;
      const pid_t child = aio::spawn({"sleep", "1000"}, options).pid;
      (void)!write(pipe.far_end->fd(), &child, sizeof child);
      pause();
    }
    pid_t child = 0;
    pollfd told{pipe.near_end->fd(), POLLIN, 0};
    REQUIRE(poll(&told, 1, 10'000) == 1);
    REQUIRE(read(pipe.near_end->fd(), &child, sizeof child) == sizeof child);
    const aio::Descriptor watched(pidfd_open(child, 0));
    kill(process, SIGKILL);
    waitpid(process, nullptr, 0);
    pollfd end{watched.fd(), POLLIN, 0};
    CHECK(poll(&end, 1, dies ? 10'000 : 100) == (dies ? 1 : 0));
    if (!dies) kill(child, SIGKILL);
  }
}
