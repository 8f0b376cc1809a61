#include "storage/skip_reason.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl::storage;
using namespace trawl::storage::testing;

namespace {

/// Whether a line of code has the name of a reason in quotes. A single word in quotes may be something else,
/// a flag for example, so it counts only if the line is about a skip reason.
bool spells(const std::string& line, const SkipReasonRow& row) {
  const std::string name(row.name);
  const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
  const bool is_about_skipping = has("skip_reason") || has("SkipReason") || has("Skip(") || has(".skip");
  if (name.find(' ') == std::string::npos && !is_about_skipping) return false;
  for (const char* quote : {"\"", "'"})
    if (line.find(quote + name + quote) != std::string::npos) return true;
  return line.find('"' + name + ": ") != std::string::npos;
}

/// "file:line name" for each place in a file that spells a reason.
std::string spelt_in(const std::filesystem::path& file) {
  std::string places, line;
  std::ifstream lines(file);
  for (int number = 1; std::getline(lines, line); ++number)
    for (const SkipReasonRow& row : skip_reasons())
      if (spells(line, row))
        places += file.string() + ":" + std::to_string(number) + " " + std::string(row.name) + "\n";
  return places;
}

}  // namespace

TEST_CASE("every reason is read back from its text, with its detail") {
  std::set<std::string_view> names;
  for (const SkipReasonRow& row : skip_reasons()) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(name_of(row.reason) == row.name);
    CHECK(decided_by(row.reason) == row.by);
    CHECK(parse_skip(row.name) == Skip(row.reason));
    CHECK(parse_skip(Skip(row.reason, "a: b").text()) == Skip(row.reason, "a: b"));
    CHECK_FALSE(row.meaning.empty());
  }
  CHECK(names.size() == static_cast<std::size_t>(SkipReason::dropped));
}

TEST_CASE("a file keeps the spelling of its reasons") {
  CHECK(Skip(SkipReason::trap, "long URL").text() == "trap: long URL");
  CHECK(Skip(SkipReason::host_page_limit).text() == "host page limit");
  CHECK(Skip().text() == "");
  CHECK_FALSE(parse_skip(""));
  CHECK_FALSE(parse_skip("trap door"));
  CHECK_FALSE(parse_skip("of another version"));
}

TEST_CASE(
    "nine of the reasons are decisions of a host, a limit, a crash or an order, the others of the finder") {
  std::string decided;
  for (const SkipReasonRow& row : skip_reasons()) {
    if (row.by == SkippedBy::finder) continue;
    decided += row.by == SkippedBy::host    ? "host: "
               : row.by == SkippedBy::limit ? "limit: "
               : row.by == SkippedBy::crash ? "crash: "
                                            : "order: ";
    decided += std::string(row.name) + ", ";
  }
  CHECK(decided ==
        "host: robots, host: robots unreachable, host: usage preference, host: forbidden address, "
        "host: host asks to wait, limit: "
        "host page limit, limit: too "
        "many sitemaps, "
        "crash: in flight at kills, order: dropped, ");
}

TEST_CASE("another link revives a URL unless a host, a limit or a crash decided; a seed unless a crash did") {
  for (const SkipReasonRow& row : skip_reasons()) {
    CAPTURE(row.name);
    CrawlFile crawl;
    crawl.add({skipped_url("/x", Skip(row.reason, "detail"))});
    const bool is_revived = crawl.add({new_url("/x")}).pending.size() == 1;
    CHECK(is_revived == (row.by == SkippedBy::finder));
    crawl.add({new_url("/x", ViaKind::seed)});
    CHECK((crawl.text("SELECT state FROM urls") == "pending") ==
          (row.by != SkippedBy::crash && row.by != SkippedBy::order));
  }
}

TEST_CASE("the same holds for a URL skipped when it was handed out, and in a file opened again") {
  const auto is_revived = [](SkipReason reason, bool opened_again) {
    CrawlFile crawl;
    auto refused = crawl.fetched(new_url("/x"));
    refused.page.reset();
    refused.state = UrlState::skipped;
    refused.skip = reason;
    crawl.commit(refused);
    if (opened_again) crawl.reopen();
    return crawl.add({new_url("/x")}).pending.size() == 1;
  };
  for (const SkipReasonRow& row : skip_reasons()) {
    CAPTURE(row.name);
    for (const bool opened_again : {false, true})
      CHECK(is_revived(row.reason, opened_again) == (row.by == SkippedBy::finder));
  }
}

TEST_CASE("only the table spells reasons") {
  int files = 0;
  for (const char* layer : {"fetch", "scraper", "storage", "web"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(layer)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      if (entry.path() == "storage/skip_reason.cpp") continue;
      ++files;
      CHECK(spelt_in(entry.path()) == "");
    }
  }
  CHECK(files > 100);
  CHECK(spelt_in("storage/skip_reason.cpp") != "");
}
