#include "tests/support/browser.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <map>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/text/base64.hpp"

namespace trawl::support {
namespace {

constexpr int kLongestSilence = 30'000;  // ms
// Where --remote-debugging-pipe reads and writes.
constexpr int kCommands = 3, kAnswers = 4;

std::filesystem::path new_folder() {
  std::string name = std::filesystem::temp_directory_path() / "trawl-browser-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp");
  return name;
}

std::vector<std::string> words_for(const std::string& program, const std::filesystem::path& folder) {
  return {program,
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--disable-dev-shm-usage",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
          "--remote-debugging-pipe",
          "--user-data-dir=" + folder.string()};
}

/// Both ends of a pipe above the descriptors that the browser gets, so that none is in the way of another.
std::array<int, 2> new_pipe() {
  std::array<int, 2> ends{}, high{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  for (std::size_t i = 0; i < ends.size(); ++i) {
    high[i] = fcntl(ends[i], F_DUPFD_CLOEXEC, 10);
    close(ends[i]);
  }
  return high;
}

}  // namespace

std::string Browser::path() {
  for (const char* const place : {"/usr/bin/chromium", "/usr/bin/chromium-browser"})
    if (access(place, X_OK) == 0) return place;
  std::puts("SKIPPED: there is no chromium to show the page");
  return "";
}

Browser::Browser(const std::string& program) : folder_(new_folder()) {
  const auto commands = new_pipe(), answers = new_pipe();
  to_ = commands[1];
  from_ = answers[0];
  std::vector<std::string> words = words_for(program, folder_);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::string home = "HOME=" + folder_.string();
  std::array<char*, 2> environment{home.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, commands[0], kCommands);
  posix_spawn_file_actions_adddup2(&actions, answers[1], kAnswers);
  for (const int output : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const int error =
      posix_spawn(&pid_, program.c_str(), &actions, &attributes, pointers.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(commands[0]);
  close(answers[1]);
  if (error != 0) throw std::system_error(error, std::generic_category(), program);

  const Json target = ask("Target.createTarget", {{"url", "about:blank"}});
  const Json attached =
      ask("Target.attachToTarget", {{"targetId", target.at("targetId")}, {"flatten", true}});
  session_ = attached.at("sessionId");
  for (const char* part : {"Page.enable", "Runtime.enable", "Log.enable"}) of_page(part, Json::object());
}

Browser::~Browser() {
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  close(to_);
  close(from_);
  std::error_code none;
  std::filesystem::remove_all(folder_, none);
}

void Browser::open(const std::string& url) {
  has_loaded_ = false;
  of_page("Page.navigate", {{"url", url}});
  while (!has_loaded_) message();
}

void Browser::set_size(int width, int height) {
  of_page("Emulation.setDeviceMetricsOverride",
          {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
}

void Browser::set_colours(const std::string& scheme) {
  const Json feature = {{"name", "prefers-color-scheme"}, {"value", scheme}};
  of_page("Emulation.setEmulatedMedia", {{"features", Json::array({feature})}});
}

void Browser::press(const std::string& key) {
  const std::map<std::string, int> codes{{"Tab", 9},   {"Enter", 13},   {"Escape", 27},   {"End", 35},
                                         {"Home", 36}, {"ArrowUp", 38}, {"ArrowDown", 40}};
  Json event = {{"type", "keyDown"}, {"key", key}, {"code", key}, {"windowsVirtualKeyCode", codes.at(key)}};
  if (key == "Enter") event["text"] = "\r";
  of_page("Input.dispatchKeyEvent", event);
  event["type"] = "keyUp";
  of_page("Input.dispatchKeyEvent", event);
}

void Browser::keep_picture(const std::filesystem::path& file) {
  std::filesystem::create_directories(file.parent_path());
  of_page("Emulation.setScrollbarsHidden", {{"hidden", true}});
  const Json picture =
      of_page("Page.captureScreenshot", {{"format", "png"}, {"captureBeyondViewport", true}});
  std::ofstream(file, std::ios::binary)
      << text::base64_decoded(picture.at("data").get<std::string>()).value_or("");
}

Browser::Json Browser::value(const std::string& expression) {
  const Json answer = of_page("Runtime.evaluate",
                              {{"expression", expression}, {"awaitPromise", true}, {"returnByValue", true}});
  if (answer.contains("exceptionDetails")) throw std::runtime_error(answer.at("exceptionDetails").dump());
  return answer.at("result").value("value", Json());
}

void Browser::wait_until(const std::string& expression) try {
  value("new Promise((done) => { const look = () => (" + expression +
        ") ? done(true) : setTimeout(look, 20); look(); })");
} catch (const std::runtime_error& error) {
  throw std::runtime_error(expression + ": " + error.what());
}

Browser::Json Browser::ask(const std::string& method, Json parameters, const std::string& session) {
  const int id = ++asked_;
  Json question = {{"id", id}, {"method", method}, {"params", std::move(parameters)}};
  if (!session.empty()) question["sessionId"] = session;
  const std::string text = question.dump();
  if (write(to_, text.c_str(), text.size() + 1) != static_cast<ssize_t>(text.size()) + 1)
    throw std::runtime_error("the browser takes no commands");
  for (;;) {
    Json answer = message();
    if (answer.value("id", 0) != id) continue;
    if (answer.contains("error")) throw std::runtime_error(method + ": " + answer.at("error").dump());
    return answer.at("result");
  }
}

/// The next answer or event, up to its NUL.
Browser::Json Browser::message() {
  std::size_t end;
  while ((end = received_.find('\0')) == std::string::npos) {
    pollfd waiting{from_, POLLIN, 0};
    if (poll(&waiting, 1, kLongestSilence) == 0) throw std::runtime_error("the browser hangs");
    std::array<char, 65'536> piece;
    const ssize_t length = read(from_, piece.data(), piece.size());
    if (length <= 0) throw std::runtime_error("the browser has ended");
    received_.append(piece.data(), static_cast<std::size_t>(length));
  }
  Json one = Json::parse(received_.substr(0, end));
  received_.erase(0, end + 1);
  const std::string method = one.value("method", "");
  if (method == "Page.loadEventFired") has_loaded_ = true;
  if (method == "Runtime.exceptionThrown") problems_.push_back(one.at("params").dump());
  if (method == "Log.entryAdded" && one.at("params").at("entry").value("level", "") == "error")
    problems_.push_back(one.at("params").at("entry").dump());
  return one;
}

}  // namespace trawl::support
