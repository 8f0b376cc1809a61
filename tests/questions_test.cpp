// Runs the commands of questions.md on a small site with the faults that the questions are about.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using namespace trawl::cli::testing;
using namespace trawl::support;

namespace {

constexpr int kReady = 26;

struct Question {
  std::string text, command, needs, prints;
};

std::string between_ticks(const std::string& line) {
  const std::size_t begin = line.find('`');
  return begin == std::string::npos ? "" : line.substr(begin + 1, line.rfind('`') - begin - 1);
}

std::vector<Question> questions() {
  std::vector<Question> all;
  std::ifstream in("tests/questions.md");
  for (std::string line; std::getline(in, line);) {
    const std::size_t dot = line.find(". ");
    if (dot != std::string::npos && dot < 3 && line[0] >= '1' && line[0] <= '9') {
      all.emplace_back().text = line;
    } else if (!all.empty() && line.starts_with("   `")) {
      all.back().command = between_ticks(line);
      const std::size_t needs = line.find("` needs ");
      if (needs != std::string::npos) all.back().needs = line.substr(needs + 8);
      if (needs != std::string::npos) all.back().command = between_ticks(line.substr(0, needs + 1));
    } else if (!all.empty() && line.starts_with("   prints")) {
      all.back().prints = between_ticks(line);
    }
  }
  return all;
}

/// SITE stands for the address of the site.
std::string with_address(std::string text, const std::string& address) {
  for (std::size_t at = 0; (at = text.find("SITE", at)) != std::string::npos;) text.replace(at, 4, address);
  return text;
}

TestReply document(const std::string& head, const std::string& body) {
  TestReply reply(200,
                  "<!doctype html><html lang=en><head>" + head + "</head><body>" + body + "</body></html>");
  return reply.header("Content-Type", "text/html; charset=utf-8").header("Cache-Control", "max-age=60");
}

void add_pages(TestSite& site) {
  site.page(
      "/robots.txt",
      plain("User-agent: *\nDisallow: /private/\nContent-Signal: ai-train=no\nContent-Usage: train-ai=n\n"
            "Sitemap: " +
            site.origin() + "/sitemap.xml\n"));
  TestReply sitemap(200, "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc>" +
                             site.origin() + "/lonely</loc></url><url><loc>" + site.origin() +
                             "/about</loc></url></urlset>");
  site.page("/sitemap.xml", sitemap.header("Content-Type", "application/xml"));
  site.page(
      "/",
      document("<title>Home</title><meta name=description content=Home><script>var c = 'UA-12345-6'</script>",
               "<h1>Home</h1><a href=/about>About us</a> <a href=/gone>A page that was</a> <a "
               "href=/moved>Moved</a> "
               "<a href=/untitled>Bare</a> <a href=/copy>One</a> <a href=/copy-of-copy>Two</a> <a "
               "href=/private/x>P</a> "
               "<a href=/paper.pdf>Paper</a> <img src=/picture.png>"));
  site.page("/about", document("<title>About the company</title><meta name=description content=About>",
                               "<h1>About</h1><p>We make clocks, and the company is old."));
  site.page("/untitled", document("", "<p>No title here."));
  for (const char* const copy : {"/copy", "/copy-of-copy"})
    site.page(copy,
              document("<title>The same title</title>", "<h1>Copy</h1><p>The same words on both pages."));
  site.page("/lonely", document("<title>Lonely</title>", "<h1>Lonely</h1>"));
  site.page("/moved", redirect("/moved-again"));
  site.page("/moved-again", redirect("/about"));
  site.page("/paper.pdf", TestReply(200, "%PDF-1.4\n%%EOF\n").header("Content-Type", "application/pdf"));
}

/// A crawled site, and a shell that finds the program.
struct Questions : CommandLine {
  Questions() {
    if (trawl.empty()) return;
    add_pages(site);
    std::filesystem::create_directory(folder / "bin");
    std::filesystem::create_symlink(trawl, folder / "bin/trawl");
    environment = {{"HOME", folder.path()}, {"PATH", (folder / "bin").string() + ":/usr/bin:/bin"}};
    crawled = shell("trawl " + site.origin() + "/ -o site.db --delay 0 --ui off -q");
    shell("trawl recrawl site.db --delay 0 --ui off -q");
  }
  Finished shell(const std::string& line) const {
    Program program;
    program.words = {"/bin/sh", "-c", line};
    program.environment = environment;
    program.folder = folder.path();
    return outcome_of(program);
  }

  TestSite site;
  Finished crawled;
};

}  // namespace

TEST_CASE("there are thirty questions, each with one command, and at least 26 can be asked") {
  const auto all = questions();
  CHECK(all.size() == 30);
  int ready = 0;
  for (const Question& question : all) {
    CHECK_MESSAGE(question.command.starts_with("trawl "), question.text);
    ready += question.needs.empty() ? 1 : 0;
  }
  CHECK(ready >= kReady);
}

TEST_CASE_FIXTURE(Questions, "each question that is not marked is answered by its command") {
  if (trawl.empty()) return;
  REQUIRE(crawled.exit_code == 0);
  for (const Question& question : questions()) {
    if (!question.needs.empty()) continue;
    const Finished end = shell(with_address(question.command, site.origin()));
    CAPTURE(question.text);
    CAPTURE(end.err);
    CAPTURE(end.out);
    CHECK(end.exit_code == 0);
    CHECK(end.out.find(question.prints) != std::string::npos);
  }
}
