// Runs every line of the README's shell blocks, with the demo site instead of example.org.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/support/conformance.hpp"
#include "tests/support/subprocess.hpp"
#include "web/demo/demo_site.hpp"

using namespace trawl;

namespace {

std::vector<std::string> shell_lines(const std::string& markdown) {
  std::vector<std::string> lines;
  std::istringstream in(markdown);
  bool is_shell = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      is_shell = line == "```sh";
    } else if (is_shell && !line.empty()) {
      lines.push_back(line);
    }
  }
  return lines;
}

/// A temporary folder that contains only a link to the program.
class Workplace {
 public:
  explicit Workplace(const std::string& program) {
    std::string name = (std::filesystem::temp_directory_path() / "trawl-readme-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    folder = name;
    std::filesystem::create_symlink(std::filesystem::absolute(program), folder / "trawl");
  }
  ~Workplace() { std::filesystem::remove_all(folder); }

  support::Program shell(const std::string& line) const {
    support::Program program;
    program.words = {"/bin/sh", "-c", line};
    program.environment = {{"PATH", folder.string() + ":/usr/bin:/bin"},
                           {"HOME", folder.string()},
                           {"TRAWL_DELAY", "0s"},
                           {"TRAWL_PER_HOST", "8"},
                           {"TRAWL_DEPTH", "3"}};
    program.folder = folder.string();
    return program;
  }

  std::filesystem::path folder;
};

/// The first block of that language.
std::string block(const std::string& markdown, const std::string& language) {
  const std::string fence = "\n```" + language + "\n";
  const std::size_t begin = markdown.find(fence) + fence.size();
  return markdown.substr(begin, markdown.find("```", begin) - begin);
}

std::string with_site(std::string line, const std::string& origin) {
  const std::string example = "https://example.org";
  for (std::size_t at = 0;
       line.starts_with("trawl ") && (at = line.find(example, at)) != std::string::npos;) {
    line.replace(at, example.size(), origin);
  }
  return line;
}

}  // namespace

TEST_CASE("the README shows the whole of seeds/shop.yaml") {
  const std::string shown = block(support::file_bytes("README.md"), "yaml");
  const std::string file = support::file_bytes("seeds/shop.yaml");
  CHECK(shown == file);
}

TEST_CASE("every command of the README runs") {
  const char* const program = std::getenv("TRAWL");
  if (program == nullptr) {
    MESSAGE("SKIPPED: TRAWL does not name the program");
    return;
  }
  const web::DemoSite site;
  const Workplace workplace(program);
  const auto lines = shell_lines(support::file_bytes("README.md"));
  REQUIRE(lines.size() >= 10);
  std::ofstream(workplace.folder / "shop.yaml") << block(support::file_bytes("README.md"), "yaml");
  for (const std::string& written : lines) {
    CAPTURE(written);
    if (written.starts_with("make ")) {
      support::Program make = workplace.shell("make -n " + written.substr(5));
      make.folder = std::filesystem::current_path().string();
      CHECK(support::outcome_of(make).exit_code == 0);
      continue;
    }
    support::Program command = workplace.shell(with_site(written, site.url()));
    if (written.starts_with("trawl serve")) {
      command.words.back() = "exec " + command.words.back();
      support::Subprocess server(command);
      CHECK(server.said("http://127.0.0.1:").find("http://127.0.0.1:") != std::string::npos);
      server.send_signal(SIGINT);
      CHECK(server.wait().exit_code == 0);
      continue;
    }
    const support::Finished finished = support::outcome_of(command);
    CAPTURE(finished.err);
    CHECK(finished.exit_code == 0);
    if (written.starts_with("trawl query shop.db"))
      CHECK(finished.out == block(support::file_bytes("README.md"), "text"));
  }
}
