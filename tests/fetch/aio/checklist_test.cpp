#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"

using namespace trawl;

// checklist.md says which case shows which line of the asyncio checklist; each case names the lines it shows.

namespace {

const std::string kFolder = "tests/fetch/aio/";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The rows `| id | file: case |` of the table.
std::multimap<std::string, std::string> rows() {
  std::multimap<std::string, std::string> found;
  std::ifstream table(kFolder + "checklist.md");
  for (std::string line; std::getline(table, line);) {
    std::istringstream cells(line);
    std::string nothing, id, place;
    std::getline(cells, nothing, '|');
    std::getline(cells, id, '|');
    std::getline(cells, place, '|');
    if (trimmed(place).find("_test.cpp: ") != std::string::npos) found.emplace(trimmed(id), trimmed(place));
  }
  return found;
}

/// The names of a source's cases, joined where the formatter has broken them.
std::vector<std::string> cases(const std::string& file) {
  std::string all;
  std::ifstream source(kFolder + file);
  for (std::string line; std::getline(source, line);) {
    line = trimmed(line);
    if (all.ends_with('"') && line.starts_with('"')) {
      all.pop_back();
      line.erase(0, 1);
    }
    all += line;
  }
  const std::string before = "TEST_CASE(\"";
  std::vector<std::string> names;
  for (auto at = all.find(before); at != std::string::npos; at = all.find(before, at)) {
    at += before.size();
    names.push_back(all.substr(at, all.find("\")", at) - at));
  }
  return names;
}

bool shows(const std::string& name, const std::string& id, const std::string& words) {
  return name.find(id) != std::string::npos && name.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("every row of the table leads to a case that names its line") {
  const auto table = rows();
  CHECK_FALSE(table.empty());
  for (const auto& line : table) {
    const auto& id = line.first;
    const auto& place = line.second;
    const auto colon = place.find(": ");
    const std::string file = place.substr(0, colon), words = place.substr(colon + 2);
    bool is_shown = false;
    for (const std::string& name : cases(file)) is_shown = is_shown || shows(name, id, words);
    CHECK_MESSAGE(is_shown, id, " is not shown by: ", place);
  }
}

TEST_CASE("every line that must or should hold is in the table") {
  const auto suite = support::conformance_suite("asyncio");
  if (!suite) return;
  const auto table = rows();
  std::set<std::string> known;
  for (const auto& line : support::conformance_cases(*suite / "checklist.json")) {
    const std::string id = line.at("id");
    known.insert(id);
    if (line.at("priority") != "optional") CHECK_MESSAGE(table.count(id) > 0, id, " has no test");
  }
  for (const auto& line : table)
    CHECK_MESSAGE(known.count(line.first) > 0, line.first, " is no line of the checklist");
}
