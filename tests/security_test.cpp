// SECURITY.md names the tests that hold each promise.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <doctest/doctest.h>

namespace {

std::string security_page() {
  std::ostringstream text;
  text << std::ifstream("SECURITY.md").rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("every file that SECURITY.md names is there") {
  const std::string page = security_page();
  const std::regex path("`([a-z]+/[a-z0-9_/]+\\.[a-z]+)`");
  std::set<std::string> named;
  for (std::sregex_iterator each(page.begin(), page.end(), path), end; each != end; ++each)
    named.insert((*each)[1]);
  CHECK(named.size() > 20);
  for (const std::string& file : named) CHECK_MESSAGE(std::filesystem::exists(file), file);
}

TEST_CASE("each part of SECURITY.md with promises says what is not promised and which tests hold it") {
  std::istringstream page(security_page());
  std::string part, line;
  int parts = 0;
  const auto check = [&] {
    if (part.empty() || part.starts_with("## How to report")) return;
    ++parts;
    CHECK_MESSAGE(part.find("\nNot promised: ") != std::string::npos, part);
    CHECK_MESSAGE(part.find("| tested by |") != std::string::npos, part);
  };
  while (std::getline(page, line)) {
    if (line.starts_with("## ")) {
      check();
      part.clear();
    }
    if (line.starts_with("## ") || !part.empty()) part += line + '\n';
  }
  check();
  CHECK(parts == 6);
}
