#include "tests/support/subprocess.hpp"

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace trawl::support {
namespace {

constexpr int kLongestSilence = 30'000;  // ms

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

int file_in_memory(const std::string& content) {
  const int file = memfd_create("subprocess", MFD_CLOEXEC);
  if (file < 0) check(errno, "memfd_create");
  if (pwrite(file, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size()))
    check(errno, "pwrite");
  return file;
}

std::string content_of(int file) {
  std::string content(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  if (pread(file, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size()))
    check(errno, "pread");
  return content;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

}  // namespace

Subprocess::Subprocess(const Program& program) {
  std::vector<std::string> variables;
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  int err_ends[2];
  if (pipe2(err_ends, O_CLOEXEC) != 0) check(errno, "pipe2");
  err_ = err_ends[0];
  const int in = file_in_memory(program.input);
  out_ = file_in_memory("");

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out_, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err_ends[1], STDERR_FILENO);
  if (!program.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, program.folder.c_str());
  const int error = posix_spawn(&pid_, program.words[0].c_str(), &actions, nullptr,
                                pointers(program.words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(in);
  close(err_ends[1]);
  check(error, "posix_spawn");
}

Subprocess::~Subprocess() {
  if (!is_reaped_) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(out_);
  close(err_);
}

void Subprocess::send_signal(int number) {
  kill(pid_, number);
}

bool Subprocess::read_some() {
  pollfd waiting{err_, POLLIN, 0};
  if (poll(&waiting, 1, kLongestSilence) == 0) {
    kill(pid_, SIGKILL);
    throw std::runtime_error("the program hangs; it said: " + err_text_);
  }
  char piece[4096];
  const ssize_t length = read(err_, piece, sizeof piece);
  if (length > 0) err_text_.append(piece, static_cast<std::size_t>(length));
  return length > 0;
}

std::string Subprocess::said(const std::string& text) {
  while (err_text_.find(text) == std::string::npos) {
    if (!read_some()) return "";
  }
  return err_text_;
}

Finished Subprocess::wait() {
  while (read_some()) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  is_reaped_ = true;
  Finished finished;
  finished.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  finished.out = content_of(out_);
  finished.err = err_text_;
  return finished;
}

Finished outcome_of(const Program& program) {
  return Subprocess(program).wait();
}

}  // namespace trawl::support
