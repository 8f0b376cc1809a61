// Runs `trawl export`.
#include <algorithm>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::TestSite;

namespace {

std::string article(const std::string& title) {
  std::string page =
      "<title>" + title + "</title><nav><a href=/nav>Menu</a></nav><main><h1>" + title + "</h1>";
  for (int i = 0; i < 5; ++i)
    page += "<p>A harbour has cranes, ships, gulls, and people who write about <a href=b>them</a>.";
  return page + "</main>";
}

struct ExportCommand : CommandLine {
  ExportCommand() {
    site.page("/robots.txt", support::status(404));
    site.page("/",
              html("<title>Home</title><a href=/docs/a>a</a><a href=/docs/b?x=1>b</a><a href=/pic>p</a>"));
    site.page("/docs/a", html(article("Cranes")));
    site.page("/docs/b?x=1", html(article("Ships")));
    site.page("/pic", support::TestReply());
    if (trawl.empty()) return;
    const Finished end =
        run({"crawl", site.origin() + "/", "-o", "a.db", "--delay", "0", "--ui", "off", "-q"});
    CHECK(end.exit_code == 0);
  }
  std::string written(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder / name).rdbuf();
    return text.str();
  }
  /// The names of the files in it, in order.
  std::string files(const std::string& name) const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder / name)) {
      if (entry.is_regular_file()) found.push_back(entry.path().filename());
    }
    std::sort(found.begin(), found.end());
    std::string names;
    for (const std::string& one : found) names += one + " ";
    return names;
  }
  std::string host() const {
    std::string name = site.origin().substr(7);
    std::replace(name.begin(), name.end(), ':', '_');
    return name;
  }

  TestSite site;
};

}  // namespace

TEST_CASE_FIXTURE(ExportCommand, "export markdown prints all pages, each with its URL before it") {
  if (trawl.empty()) return;
  const Finished end = run({"export", "a.db", "markdown"});
  CHECK(end.exit_code == 0);
  CHECK(end.err == "");
  CHECK(holds(end.out, "---\nurl: \"" + site.origin() + "/docs/a\"\ntitle: \"A page\"\nfetched_at: \"20"));
  CHECK(holds(end.out, "\"\n---\n\n# Cranes\n\nA harbour has"));
  CHECK(holds(end.out, "[them](" + site.origin() + "/docs/b)"));
  CHECK(holds(end.out, ".\n\n---\nurl: "));
  CHECK_FALSE(holds(end.out, "Menu"));
  CHECK(holds(run({"export", "a.db", "markdown", "-o", "-", "--whole"}).out, "[Menu]"));
}

TEST_CASE_FIXTURE(ExportCommand, "--where of all kinds of export knows the functions of trawl query") {
  if (trawl.empty()) return;
  for (const std::vector<std::string>& kind : {std::vector<std::string>{"urls"},
                                               {"csv"},
                                               {"jsonl"},
                                               {"csv", "--table", "links"},
                                               {"sitemap"},
                                               {"graphml"},
                                               {"markdown"},
                                               {"files", "-o", "stored"}}) {
    const bool has_pages = kind.back() != "urls" && kind.back() != "links" && kind.back() != "graphml";
    std::vector<std::string> words{"export", "a.db"};
    words.insert(words.end(), kind.begin(), kind.end());
    const std::string place = kind.back() == "links" ? "href IS NULL OR " : "url REGEXP '/docs/[a]$' AND ";
    words.insert(words.end(),
                 {"--where", place + (has_pages ? "instr(body_text(page_id), 'gulls') AND " : "") +
                                 "url_path('http://127.0.0.1/x') = '/x'"});
    const Finished end = run(words);
    CHECK_MESSAGE(end.exit_code == 0, kind.front() << ": " << end.err);
    if (kind.back() != "links") CHECK_FALSE(holds(end.out, "/docs/b\""));
  }
  CHECK(files("stored").starts_with("a~"));
  CHECK(files("stored").find(' ') == files("stored").size() - 1);
  CHECK(holds(run({"export", "a.db", "urls", "--where", "url REGEXP '('"}).err, "the pattern '(' is wrong"));
}

TEST_CASE_FIXTURE(ExportCommand, "export markdown -o writes a file a page, and again over it") {
  if (trawl.empty()) return;
  for (int i = 0; i < 2; ++i) {
    const Finished end = run({"export", "a.db", "markdown", "-o", "out/md"});
    CHECK(end.exit_code == 0);
    CHECK(end.out == "");
    CHECK(holds(end.err, "trawl: out/md: 3 pages written"));
  }
  const std::string names = files("out/md");
  CAPTURE(names);
  CHECK(names.starts_with("a.md b_x=1~"));
  CHECK(names.ends_with(".md index.md "));
  CHECK(holds(written("out/md/" + host() + "/docs/a.md"), "---\n\n# Cranes\n\nA harbour"));
}

TEST_CASE_FIXTURE(ExportCommand, "an export of nothing, or to where nothing may be written, says so") {
  if (trawl.empty()) return;
  { storage::Store(folder / "empty.db"); }
  const Finished nothing = run({"export", "empty.db", "markdown", "-o", "none"});
  CHECK(nothing.exit_code == 5);
  CHECK(nothing.err == "trawl: empty.db: there is no page with text to export\n");
  CHECK_FALSE(std::filesystem::exists(folder / "none"));
  write("file", "x");
  const Finished blocked = run({"export", "a.db", "markdown", "-o", "file"});
  CHECK(blocked.exit_code == 3);
  CHECK(is_one_line(blocked.err));
  CHECK(holds(blocked.err, "choose another place with -o"));
  const Finished missing = run({"export", "no.db", "markdown"});
  CHECK(missing.exit_code == 3);
  CHECK(is_one_line(missing.err));
  const Finished kind = run({"export", "a.db", "markdwn"});
  CHECK(kind.exit_code == 2);
  CHECK(holds(kind.err, "'markdwn' is no KIND of export (did you mean 'markdown'?)"));
}

TEST_CASE_FIXTURE(ExportCommand, "a closed pipe and a full disk end an export as documented") {
  if (trawl.empty()) return;
  const auto shell = [&](const std::string& script) {
    return support::outcome_of({{"/bin/bash", "-c", script}, "", environment, folder.path()});
  };
  const Finished full = shell(trawl + " export a.db markdown > /dev/full; echo $?");
  CHECK(full.out == "1\n");
  CHECK(full.err == "trawl: the output could not be written\n");
  const Finished closed = shell(trawl + " export a.db markdown | true; echo ${PIPESTATUS[0]}");
  CHECK((closed.out == "141\n" || closed.out == "0\n"));  // SIGPIPE, unless all was written before
  CHECK(closed.err == "");
  const Finished disk = support::outcome_of(
      {{"/usr/bin/unshare", "-rm", "/bin/sh", "-c",
        "mkdir disk && mount -t tmpfs -o size=8k,nr_inodes=5 none disk || exit 77; " + trawl +
            " export a.db markdown --whole -o disk; echo $?; find disk -size 0 -type f"},
       "",
       environment,
       folder.path()});
  if (disk.exit_code == 77 || holds(disk.err, "unshare")) return;
  CHECK(disk.out == "3\n");
  CHECK(is_one_line(disk.err));
  CHECK(holds(disk.err, "the disk is full; free some space and run the same command"));
}
