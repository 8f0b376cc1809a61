#include "fetch/aio/subprocess.hpp"

#include <csignal>
#include <system_error>

#include <sys/wait.h>

#include "tests/support/aio_fixture.hpp"
#include "tests/support/wire.hpp"

using namespace trawl;

namespace {

using namespace trawl::aio_fixture;

/// True when this process has no child, ended or not.
bool has_no_child() {
  return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

/// Pipes for all three.
aio::SubprocessOptions piped() {
  aio::SubprocessOptions options;
  options.stdin = options.stdout = options.stderr = aio::PIPE;
  return options;
}

aio::Coroutine<int> returncode_of(std::string script) {
  aio::Process process = co_await aio::create_subprocess_shell(std::move(script));
  co_return co_await process.wait();
}

/// "RETURNCODE [STDOUT] [STDERR]"
aio::Coroutine<std::string> outcome(std::string script, std::string input = {}) {
  aio::Process process = co_await aio::create_subprocess_shell(piped(), std::move(script));
  const auto output = co_await process.communicate(std::move(input));
  co_return std::to_string(*process.returncode()) + " [" + output.stdout + "] [" + output.stderr + "]";
}

aio::Coroutine<Log> talk_to_cat() {
  Log heard;
  aio::Process cat = co_await aio::create_subprocess_exec(piped(), "cat");
  CHECK(cat.pid() > 0);
  for (const char* line : {"one\n", "two\n"}) {
    cat.stdin().write(line);
    co_await cat.stdin().drain();
    heard.push_back(co_await cat.stdout().readline());
  }
  CHECK_FALSE(cat.returncode());
  cat.stdin().close();
  heard.push_back("rest: " + co_await cat.stdout().read());
  heard.push_back("code: " + std::to_string(co_await cat.wait()));
  co_return heard;
}

aio::Coroutine<std::size_t> through_cat(std::size_t bytes) {
  aio::Process cat = co_await aio::create_subprocess_shell(piped(), "cat; head -c 100000000 /dev/zero >&2");
  const std::string input(bytes, 'x');
  const auto output = co_await cat.communicate(input);
  CHECK((output.stdout == input));
  co_return output.stderr.size();
}

aio::Coroutine<int> ended_by(std::string script, int signal) {
  aio::SubprocessOptions options;
  options.stdout = aio::PIPE;
  aio::Process process = co_await aio::create_subprocess_shell(options, std::move(script));
  const std::string is_ready = co_await process.stdout().readline();
  process.send_signal(signal);
  const int code = co_await process.wait();
  process.send_signal(signal);  // no effect, no error
  process.terminate();
  process.kill();
  co_return code;
}

aio::Coroutine<void> run_many(int count) {
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i % 100);
    aio::Process process = co_await aio::create_subprocess_exec(piped(), "sh", "-c", "exit " + number);
    const auto output = co_await process.communicate();
    CHECK(process.returncode() == i % 100);
  }
}

aio::Coroutine<std::string> number_from_child(int number) {
  aio::Process process = co_await aio::create_subprocess_exec(piped(), "echo", std::to_string(number));
  const auto output = co_await process.communicate();
  co_return output.stdout;
}

aio::Coroutine<void> run_at_once(int count) {
  std::vector<aio::Coroutine<std::string>> work;
  for (int i = 0; i < count; ++i) work.push_back(number_from_child(i));
  const std::vector<std::string> numbers = co_await aio::gather(std::move(work));
  for (int i = 0; i < count; ++i) CHECK(numbers[static_cast<std::size_t>(i)] == std::to_string(i) + "\n");
}

aio::Coroutine<void> start_nothing(std::string program) {
  const aio::Process process = co_await aio::create_subprocess_exec(std::move(program), "argument");
}

aio::Coroutine<int> wait_for(aio::Process& process) {
  co_return co_await process.wait();
}

aio::Coroutine<int> wait_for_both(Log& log, aio::Process& first, aio::Process& second) {
  log.push_back("first " + std::to_string(co_await first.wait()));
  co_return co_await second.wait();
}

aio::Coroutine<void> communicate_with(aio::Process& process) {
  co_await process.communicate();
}

/// A child that runs `script`, which says "ready" on its stdout first.
struct Started {
  Started(Stage& stage, const std::string& script)
      : process(stage.loop.run_until_complete(aio::create_subprocess_shell(piped(), script))) {
    CHECK(stage.loop.run_until_complete(process.stdout().readline()) == "ready\n");
  }
  aio::Process process;
};

/// Lets real time pass until the task has ended.
template <class T>
void finish(Stage& stage, const aio::Task<T>& task) {
  const auto ended = [](aio::Task<T> awaited) -> aio::Coroutine<void> {
    try {
      co_await awaited;
    } catch (const aio::Cancelled&) {
    }
  };
  stage.loop.run_until_complete(ended(task));
}

}  // namespace

TEST_CASE("wait gives the exit code, or the negative number of the signal that ended the child") {
  CHECK(aio::run(returncode_of("exit 0")) == 0);
  CHECK(aio::run(returncode_of("exit 255")) == 255);
  CHECK(aio::run(returncode_of("kill -9 $$")) == -SIGKILL);
  CHECK(aio::run(returncode_of("kill -SEGV $$")) == -SIGSEGV);
}

TEST_CASE("a conversation: lines in, lines out, until stdin is closed") {
  CHECK(aio::run(talk_to_cat()) == Log{"one\n", "two\n", "rest: ", "code: 0"});
}

TEST_CASE("communicate gives both outputs and the code") {
  CHECK(aio::run(outcome("cat; echo err >&2; exit 3", "input")) == "3 [input] [err\n]");
  CHECK(aio::run(outcome("cat")) == "0 [] []");
}

TEST_CASE("communicate moves 100 MB each way at the same time without deadlock") {
  CHECK(aio::run(through_cat(100'000'000)) == 100'000'000);
}

TEST_CASE("a child that does not read its input is not an error") {
  CHECK(aio::run(outcome("exit 7", std::string(10'000'000, 'x'))) == "7 [] []");
  CHECK(aio::run(outcome("head -c 3", std::string(10'000'000, 'x'))) == "0 [xxx] []");
}

TEST_CASE("a stream that is not a pipe is refused by name") {
  Stage stage;
  const auto true_process = [] { return aio::create_subprocess_exec("true"); };
  aio::Process process = stage.loop.run_until_complete(true_process());
  CHECK_THROWS_WITH_AS(process.stdin(), "stdin of the child is not a PIPE", aio::InvalidState);
  CHECK_THROWS_WITH_AS(process.stdout(), "stdout of the child is not a PIPE", aio::InvalidState);
  CHECK_THROWS_AS(stage.loop.run_until_complete(process.communicate("input")), aio::InvalidState);
  CHECK(stage.loop.run_until_complete(process.wait()) == 0);
}

TEST_CASE("a missing program is an error that names it") {
  CHECK_THROWS_WITH_AS(aio::run(start_nothing("no-such-program")),
                       "cannot start no-such-program: No such file or directory", std::system_error);
  CHECK(has_no_child());
}

TEST_CASE("signals reach the child, which may handle them; after its end they do nothing") {
  CHECK(aio::run(ended_by("echo ready; exec sleep 60", SIGTERM)) == -SIGTERM);
  CHECK(aio::run(ended_by("trap 'exit 5' USR1; echo ready; while :; do read x; done", SIGUSR1)) == 5);
}

TEST_CASE("a thousand children one after another leave no descriptor and no zombie") {
  const int before = wire::open_descriptors();
  aio::run(run_many(1'000));
  CHECK(wire::open_descriptors() == before);
  CHECK(has_no_child());
}

TEST_CASE("64 children at once leave no descriptor and no zombie") {
  const int before = wire::open_descriptors();
  aio::run(run_at_once(64));
  CHECK(wire::open_descriptors() == before);
  CHECK(has_no_child());
}

TEST_CASE("all who wait for a child learn of its end, in the order they came") {
  Stage stage;
  Started child(stage, "echo ready; read line");
  auto a = stage.start("a", wait_for(child.process));
  auto b = stage.start("b", wait_for(child.process));
  CHECK(stage.happened().empty());
  child.process.stdin().close();
  finish(stage, b);
  CHECK(stage.happened() == Log{"a got 1", "b got 1"});
  stage.start("c", wait_for(child.process));
  CHECK(stage.happened() == Log{"c got 1"});
}

TEST_CASE("a cancelled wait ends the child, and all that the child has started, before it returns") {
  Stage stage;
  Started child(stage, "sleep 1000 & echo ready; wait");
  auto a = stage.start("a", wait_for(child.process));
  a.cancel();
  finish(stage, a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(child.process.returncode() == -SIGTERM);
  CHECK(has_no_child());
  // The grandchild held the pipe; it is gone when the pipe has ended.
  CHECK(stage.loop.run_until_complete(child.process.stdout().read()).empty());
}

TEST_CASE("a child that ignores SIGTERM is killed when the grace is over") {
  Stage stage;
  Started child(stage, "trap '' TERM; echo ready; while :; do sleep 1000; done");
  auto a = stage.start("a", communicate_with(child.process));
  stage.cancel(a);
  stage.pass(aio::Child::kGrace - 1ns);
  CHECK(stage.happened().empty());
  CHECK(child.process.returncode() == std::nullopt);
  stage.pass(1ns);
  finish(stage, a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(child.process.returncode() == -SIGKILL);
}

TEST_CASE("a second cancel ends the grace") {
  Stage stage;
  Started child(stage, "trap '' TERM; echo ready; while :; do sleep 1000; done");
  auto a = stage.start("a", communicate_with(child.process));
  stage.cancel(a);
  stage.cancel(a);
  finish(stage, a);
  CHECK(stage.happened() == Log{"a cancelled"});
  CHECK(child.process.returncode() == -SIGKILL);
  CHECK(has_no_child());
}

TEST_CASE("a wait that is cancelled after the child ended gives its code; the next wait is cancelled") {
  Stage stage;
  Started first(stage, "echo ready; read line"), second(stage, "echo ready; read line");
  auto a = stage.start("a", wait_for_both(stage.log, first.process, second.process));
  const auto late = [](aio::Process& process, aio::Task<void> task) -> aio::Coroutine<void> {
    co_await process.wait();
    task.cancel();
  };
  first.process.stdin().close();
  // This task waits behind the first, so it is woken in the same turn, after the first has gone on.
  aio::Task<void> cancels = stage.loop.create_task(late(first.process, a));
  finish(stage, cancels);
  finish(stage, a);
  CHECK(stage.happened() == Log{"first 1", "a cancelled"});
  CHECK(second.process.returncode() == -SIGTERM);
}

TEST_CASE("a frame that waits for a child may be destroyed; the child runs on while its Process lives") {
  Stage stage;
  Started child(stage, "echo ready; read line");
  auto a = stage.start("a", wait_for(child.process));
  stage.destroy(a);
  auto b = stage.start("b", communicate_with(child.process));
  finish(stage, b);
  CHECK(stage.happened() == Log{"b done"});
  CHECK(child.process.returncode() == 1);
}

TEST_CASE("a destroyed Process kills a child that still runs, and reaps it") {
  const int before = wire::open_descriptors();
  {
    Stage stage;
    const Started ignores(stage, "trap '' TERM; echo ready; while :; do sleep 1000; done");
  }
  CHECK(has_no_child());
  CHECK(wire::open_descriptors() == before);
}
