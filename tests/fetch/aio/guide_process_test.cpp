// How to run a program and read its output: an example of asyncio's documentation, in C++.
//
//   proc = await asyncio.create_subprocess_exec("ls", directory, stdout=PIPE, stderr=PIPE)
//   stdout, stderr = await proc.communicate()

#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "fetch/aio/aio.hpp"

using namespace trawl;

namespace {

/// A directory with two files; it is removed afterwards.
struct Directory {
  Directory() {
    std::filesystem::create_directory(path);
    std::ofstream(path / "a.txt") << "hello";
    std::ofstream(path / "b.txt") << "world!";
  }
  ~Directory() { std::filesystem::remove_all(path); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("aio-guide-" + std::to_string(getpid()));
};

aio::Coroutine<std::string> list(std::string directory) {
  aio::SubprocessOptions options;
  options.stdout = aio::PIPE;
  aio::Process ls = co_await aio::create_subprocess_exec(options, "ls", directory);
  const auto output = co_await ls.communicate();
  CHECK(ls.returncode() == 0);
  co_return output.stdout;
}

aio::Coroutine<std::string> list_with_a_shell(std::string directory) {
  aio::SubprocessOptions options;
  options.stdout = aio::PIPE;
  options.working_directory = directory;
  aio::Process shell = co_await aio::create_subprocess_shell(options, "ls -l | awk '{ print $5 $9 }'");
  const auto output = co_await shell.communicate();
  CHECK(shell.returncode() == 0);
  co_return output.stdout;
}

aio::Coroutine<std::string> complaint_of_ls(std::string directory) {
  aio::SubprocessOptions options;
  options.stdout = options.stderr = aio::PIPE;
  aio::Process ls = co_await aio::create_subprocess_exec(options, "ls", directory);
  const auto output = co_await ls.communicate();
  CHECK(ls.returncode() == 2);
  CHECK(output.stdout.empty());
  co_return output.stderr;
}

aio::Coroutine<std::string> count_letters(std::string text) {
  aio::SubprocessOptions options;
  options.stdin = options.stdout = aio::PIPE;
  aio::Process wc = co_await aio::create_subprocess_exec(options, "wc", "-c");
  const auto output = co_await wc.communicate(std::move(text));
  co_return output.stdout;
}

}  // namespace

TEST_CASE("run a program and read what it says") {
  const Directory directory;
  CHECK(aio::run(list(directory.path)) == "a.txt\nb.txt\n");
}

TEST_CASE("run a line of the shell in a directory") {
  const Directory directory;
  CHECK(aio::run(list_with_a_shell(directory.path)) == "\n5a.txt\n6b.txt\n");
}

TEST_CASE("read what a program says when it fails") {
  const std::string complaint = aio::run(complaint_of_ls("/no/such/directory"));
  CHECK(complaint.find("/no/such/directory") != std::string::npos);
}

TEST_CASE("give a program its input") {
  CHECK(aio::run(count_letters("hello")) == "5\n");
}

TEST_CASE("stop a program that takes too long") {
  const auto forever = []() -> aio::Coroutine<void> {
    aio::Process sleeps = co_await aio::create_subprocess_exec("sleep", "1000");
    co_await sleeps.wait();
  };
  CHECK_THROWS_AS(aio::run(aio::timeout(std::chrono::milliseconds(1), forever())), aio::TimeoutError);
}
