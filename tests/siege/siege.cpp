#include "tests/siege/siege.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::siege {
namespace {

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

int file_in_memory() {
  const int file = memfd_create("siege", MFD_CLOEXEC);
  if (file < 0) check(errno, "memfd_create");
  return file;
}

std::string content_of(int file) {
  std::string content(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  const ssize_t size = pread(file, content.data(), content.size(), 0);
  content.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return content;
}

}  // namespace

void saw(const std::string& text) {
  std::printf("    saw %s\n", text.c_str());
  std::fflush(stdout);
}

bool is_in_empty_network() {
  return std::getenv("SIEGE_EMPTY_NETWORK") != nullptr;
}

Trawl::Trawl(std::vector<std::string> words, const std::filesystem::path& folder) {
  const char* const program = std::getenv("TRAWL");
  if (program == nullptr) throw std::runtime_error("TRAWL does not name the program");
  words.insert(words.begin(), std::filesystem::absolute(program));
  std::string home = "HOME=" + folder.string();
  std::vector<char*> arguments, environment{home.data(), nullptr};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  out_ = file_in_memory();
  err_ = file_in_memory();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out_, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err_, STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  started_ = std::chrono::steady_clock::now();
  const int error = posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  check(error, "posix_spawn");
  watch_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
}

Trawl::~Trawl() {
  if (!is_reaped_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  for (const int descriptor : {out_, err_, watch_}) close(descriptor);
}

void Trawl::send_signal(int number) const {
  kill(pid_, number);
}

bool Trawl::has_ended() const {
  pollfd end{watch_, POLLIN, 0};
  return poll(&end, 1, 0) == 1;
}

std::int64_t Trawl::peak_kib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    std::int64_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib;
  }
  return 0;
}

double Trawl::waited_for_processors_ms() const {
  const std::string task = "/proc/" + std::to_string(pid_) + "/task/" + std::to_string(pid_);
  std::ifstream schedstat(task + "/schedstat");
  double ran = 0, waited = 0;
  schedstat >> ran >> waited;
  return waited / 1e6;
}

std::string Trawl::err_so_far() const {
  return content_of(err_);
}

Ended Trawl::wait(std::chrono::milliseconds limit) {
  pollfd end{watch_, POLLIN, 0};
  if (poll(&end, 1, static_cast<int>(limit.count())) == 0) kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  is_reaped_ = true;
  Ended ended;
  ended.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  ended.out = content_of(out_);
  ended.err = content_of(err_);
  return ended;
}

Ended run_trawl(std::vector<std::string> words, const std::filesystem::path& folder,
                std::chrono::milliseconds limit) {
  return Trawl(std::move(words), folder).wait(limit);
}

std::string rows_of(const std::filesystem::path& file, const std::string& sql) {
  storage::Connection connection(file, storage::Access::read);
  storage::Statement statement(connection, sql);
  const auto columns = static_cast<int>(statement.columns().size());
  auto rows = statement.rows();
  std::string text;
  while (rows.next()) {
    for (int column = 0; column < columns; ++column) text += (column == 0 ? "" : "\t") + rows.text(column);
    text += '\n';
  }
  return text;
}

}  // namespace trawl::siege
