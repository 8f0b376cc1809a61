#include "scraper/crawl/commands.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
extern "C" {
#include <sys/pidfd.h>
}

#include "fetch/aio/detail/poller.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using namespace std::chrono_literals;

namespace {

crawl::CommandLimits limited(std::chrono::milliseconds time, std::size_t output = 1'000'000) {
  crawl::CommandLimits limits;
  limits.time = time;
  limits.output = output;
  return limits;
}

extract::CommandEnd shell(crawl::Commands& commands, const std::string& script, std::string_view input = "") {
  return commands.run({"sh", "-c", script}, input);
}

/// True when this process has no child, ended or not.
bool has_no_child() {
  return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

/// Whether the process ends within ten seconds, or has ended.
bool ends(const aio::Descriptor& process) {
  pollfd watched{process.fd(), POLLIN, 0};
  return process.fd() < 0 || poll(&watched, 1, 10'000) == 1;
}
bool ends(pid_t process) {
  return ends(aio::Descriptor(pidfd_open(process, 0)));
}

std::vector<pid_t> numbers(const std::string& text) {
  std::istringstream words(text);
  std::vector<pid_t> found;
  for (pid_t number; words >> number;) found.push_back(number);
  return found;
}

}  // namespace

TEST_CASE("a command gets the text as its input and gives its output") {
  crawl::Commands commands;
  const auto end = commands.run({"cat"}, "a line\n");
  CHECK(end.failure == "");
  CHECK(end.output == "a line\n");
}

TEST_CASE("arguments are no shell's") {
  crawl::Commands commands;
  CHECK(commands.run({"printf", "%s|", "$HOME", "a b", "; exit 3", "*"}, "").output ==
        "$HOME|a b|; exit 3|*|");
}

TEST_CASE("much input and output at once does not lock up") {
  crawl::Commands commands;
  const std::string input(3'000'000, 'x');
  CHECK(commands.run({"cat"}, input).output.size() == input.size());
}

TEST_CASE("a command need not read its input") {
  crawl::Commands commands;
  const auto end = commands.run({"true"}, std::string(1'000'000, 'x'));
  CHECK(end.failure == "");
  CHECK(end.output == "");
}

TEST_CASE("without input the command's stdin is at its end") {
  crawl::Commands commands;
  CHECK(shell(commands, "cat; echo over").output == "over\n");
}

TEST_CASE("an exit code, a signal and a missing program are failures with their reason") {
  crawl::Commands commands;
  CHECK(shell(commands, "exit 3").failure == "exit code 3");
  CHECK(shell(commands, "echo; echo 'no such key' >&2; echo more >&2; exit 1").failure ==
        "exit code 1: no such key");
  CHECK(shell(commands, "kill -SEGV $$").failure == "ended by signal 11 (SIGSEGV)");
  CHECK(commands.run({"/no/such/program"}, "").failure ==
        "cannot start /no/such/program: No such file or directory");
  CHECK(commands.run({"/etc/passwd"}, "").failure == "cannot start /etc/passwd: Permission denied");
}

TEST_CASE("noise on stderr is no failure") {
  crawl::Commands commands;
  const auto end = shell(commands, "head -c 1000000 /dev/zero >&2; echo fine");
  CHECK(end.failure == "");
  CHECK(end.output == "fine\n");
}

TEST_CASE("a command that hangs is killed with all that it started") {
  crawl::Commands commands(limited(300ms));
  const auto end = shell(commands, "trap '' TERM; sleep 1000 & echo $! $$; wait");
  CHECK(end.failure == "it did not end within 0.3 s");
  const std::vector<pid_t> processes = numbers(end.output);
  REQUIRE(processes.size() == 2);
  for (const pid_t process : processes) CHECK(ends(process));
}

TEST_CASE("a command that keeps talking on stderr is killed when its time is over") {
  crawl::Commands commands(limited(300ms));
  CHECK(shell(commands, "while :; do echo noise >&2; done").failure == "it did not end within 0.3 s: noise");
}

TEST_CASE("a command that floods is killed") {
  crawl::Commands commands(limited(60s, 100'000));
  const auto end = shell(commands, "yes");
  CHECK(end.failure == "more than 100000 bytes of output");
  CHECK(end.output.size() < 300'000);
}

TEST_CASE("what a command leaves running is killed when the command ends") {
  crawl::Commands commands(limited(60s));
  const auto end = shell(commands, "sleep 1000 & echo $!");
  CHECK(end.failure == "");
  REQUIRE(numbers(end.output).size() == 1);
  CHECK(ends(numbers(end.output)[0]));
}

TEST_CASE("each command is reaped, and the guard goes with the last of them") {
  {
    crawl::Commands commands(limited(300ms, 1'000));
    for (const char* script : {"exit 0", "exit 1", "kill -KILL $$", "sleep 1000", "yes"})
      shell(commands, script);
  }
  CHECK(has_no_child());
}

TEST_CASE("a command has its standard streams alone, default signals and a group of its own") {
  crawl::Commands commands;
  const aio::Descriptor inheritable(dup(STDOUT_FILENO));
  CHECK(commands.run({"ls", "/proc/self/fd"}, "").output == "0\n1\n2\n3\n");  // 3 is ls's own
  CHECK(shell(commands, "cut -d ' ' -f 5 /proc/$$/stat; echo $$")
            .output.find(std::to_string(getpgrp()) + "\n") == std::string::npos);
  const std::string ignored =
      shell(commands, "sed -n 's/^SigIgn:.*\\(.\\{8\\}\\)$/\\1/p' /proc/$$/status").output;
  CHECK(std::stoul(ignored, nullptr, 16) % (1UL << 31) == 0);
}

TEST_CASE("our passwords do not reach a command, other variables do") {
  setenv("TRAWL_UI_PASSWORD", "secret", 1);
  setenv("SOME_KEY", "public", 1);
  crawl::Commands commands;
  unsetenv("TRAWL_UI_PASSWORD");
  unsetenv("SOME_KEY");
  CHECK(shell(commands, "echo $TRAWL_UI_PASSWORD,$SOME_KEY").output == ",public\n");
}

TEST_CASE("a bounded number runs at once, and all have their turn") {
  crawl::CommandLimits limits = limited(60s);
  limits.at_once = 2;
  crawl::Commands commands(limits);
  const storage::testing::TemporaryFolder folder;
  const std::string place = folder / "running";
  std::atomic<int> good = 0, most = 0;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 16; ++thread)
    threads.emplace_back([&, thread] {
      const std::string own = place + std::to_string(thread);
      const auto end = shell(commands, "touch " + own + "; ls " + place + "* | wc -l; rm " + own);
      if (end.failure.empty()) ++good;
      const int seen = std::atoi(end.output.c_str());
      for (int before = most; before < seen && !most.compare_exchange_weak(before, seen);) {
      }
    });
  threads.clear();
  CHECK(good == 16);
  CHECK(most <= 2);
}

TEST_CASE("stop ends what runs, and nothing runs afterwards") {
  crawl::Commands commands(limited(60s));
  const storage::testing::TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  extract::CommandEnd end;
  {
    const std::jthread runner([&] { end = shell(commands, "echo here > " + pipe + "; sleep 1000"); });
    std::string word;
    std::ifstream(pipe) >> word;
    CHECK(word == "here");
    commands.stop();
  }
  CHECK(end.failure == "stopped");
  CHECK(commands.run({"true"}, "").failure == "stopped");
}

TEST_CASE("when this process is killed, its commands die with it") {
  const storage::testing::TemporaryFolder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const pid_t child = fork();
  if (child == 0) {
    crawl::Commands commands(limited(100s));
    // Its input comes when the guard knows of it.
    commands.run({"sh", "-c", "read line; sleep 1000 & echo $! $$ > " + pipe + "; wait"}, "go\n");
    _exit(0);
  }
  pid_t background = 0, leader = 0;
  std::ifstream(pipe) >> background >> leader;
  REQUIRE(leader > 0);
  const aio::Descriptor first(pidfd_open(background, 0)), second(pidfd_open(leader, 0));
  REQUIRE(second.fd() >= 0);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(ends(first));
  CHECK(ends(second));
}
