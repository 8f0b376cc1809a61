// Runs a command and measures its cost: run_command [-c CORE] [-s SECONDS] [-t] FILE COMMAND ARGUMENT…
// Writes a line "WALL CPU RSS" to FILE: elapsed seconds, seconds of user and system time including the
// command's children, and the peak of resident MiB. With -t, lines "CPU THREAD" follow, one for each name
// among the command's threads. -c runs the command on CORE alone; -s kills it after SECONDS. The exit code is
// the command's own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

struct Thread {
  std::string name;
  double seconds = 0;
};

/// The CPU time of each thread; a thread that has ended keeps its last figure.
void look_at_threads(pid_t process, std::map<std::string, Thread>& threads) {
  std::error_code none;
  const std::string folder = "/proc/" + std::to_string(process) + "/task";
  for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
    std::ifstream used(entry.path() / "schedstat"), name(entry.path() / "comm");
    Thread now;
    if (!(used >> now.seconds) || !std::getline(name, now.name)) continue;
    now.seconds /= 1e9;
    threads[entry.path().filename()] = now;
  }
}

void write_threads(std::FILE* to, const std::map<std::string, Thread>& threads) {
  std::map<std::string, double> by_name;
  double all = 0;
  for (const auto& [id, thread] : threads) {
    by_name[thread.name] += thread.seconds;
    all += thread.seconds;
  }
  for (const auto& [name, seconds] : by_name) {
    if (all > 0) std::fprintf(to, "%.3f %s\n", seconds / all, name.c_str());
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

[[noreturn]] void become(char** command, int core) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (core >= 0) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(static_cast<std::size_t>(core), &cores);
    if (sched_setaffinity(0, sizeof cores, &cores) != 0) std::perror("run_command: core");
  }
  execvp(command[0], command);
  std::perror(command[0]);
  _exit(127);
}

}  // namespace

int main(int argc, char** argv) {
  int core = -1;
  double most = 1e9;
  bool with_threads = false;
  for (int flag; (flag = getopt(argc, argv, "+c:s:t")) != -1;) {
    if (flag == '?') return 2;
    if (flag == 'c') core = std::atoi(optarg);
    if (flag == 's') most = std::atof(optarg);
    if (flag == 't') with_threads = true;
  }
  if (argc - optind < 2) return 2;

  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child < 0) return 2;
  if (child == 0) become(argv + optind + 1, core);

  // glibc 2.36 declares pidfd_open without C linkage.
  pollfd end{static_cast<int>(syscall(SYS_pidfd_open, child, 0)), POLLIN, 0};
  std::chrono::duration<double> wall{};
  std::map<std::string, Thread> threads;
  while (poll(&end, 1, 20) == 0) {
    if (with_threads) look_at_threads(child, threads);
    wall = std::chrono::steady_clock::now() - start;
    if (wall.count() > most) kill(child, SIGKILL);
  }
  wall = std::chrono::steady_clock::now() - start;
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child) return 2;

  std::FILE* const to = std::fopen(argv[optind], "w");
  if (to == nullptr) return std::perror(argv[optind]), 2;
  std::fprintf(to, "%.4f %.4f %.1f\n", wall.count(), seconds(used.ru_utime) + seconds(used.ru_stime),
               static_cast<double>(used.ru_maxrss) / 1024);
  write_threads(to, threads);
  std::fclose(to);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
