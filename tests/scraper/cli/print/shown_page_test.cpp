// Hostile strings in all that `trawl show` prints for people: nothing moves the cursor or makes a line.
#include "scraper/cli/print/shown_page.hpp"

#include <algorithm>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"

using namespace trawl;

namespace {

std::vector<std::string> hostile() {
  std::vector<std::string> strings{"\x1b]0;title\x07",
                                   "a\r\nb\nc",
                                   "\x9b[2J",
                                   "\xC2\x9B[2J",
                                   "\xE2\x80\xAE gpj.exe",
                                   "\x7f\x08\x08",
                                   std::string("nul\0x", 5),
                                   "\t=cmd|' /C calc'!A0"};
  if (const auto suite = support::conformance_suite("naughty"))
    for (const auto& one : support::conformance_cases(*suite / "blns.json"))
      strings.push_back(one.get<std::string>());
  return strings;
}

bool is_harmless(const std::string& text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f; }) &&
         text.find("\xC2\x9B") == std::string::npos && text.find("\xE2\x80\xAE") == std::string::npos;
}

}  // namespace

TEST_CASE("no title, header, link or error of a page commands the terminal") {
  for (const std::string& text : hostile()) {
    cli::ShownPage page;
    page.url.url = page.url.skip_reason = page.url.via_url = page.url.via_kind = text;
    page.url.state = "pending";
    page.redirects_to = text;
    page.usage = {text, text};
    for (const char* const column : {"status", "http_version", "error", "error_detail", "ip", "content_type",
                                     "charset", "title", "description", "lang", "canonical", "robots"})
      page.row.emplace_back(column, text);
    storage::PageLink link;
    link.url = link.text = link.skip_reason = link.state = text;
    const std::string summary = cli::page_summary(page), links = cli::link_lines({link}),
                      headers = cli::header_lines_text({{text, text}});
    CAPTURE(summary);
    CHECK(is_harmless(summary + links + headers));
    CHECK(std::count(links.begin(), links.end(), '\n') == 1);
    CHECK(std::count(headers.begin(), headers.end(), '\n') == 1);
  }
}

TEST_CASE("a page that asks machines for something says so in a line") {
  cli::ShownPage page;
  page.row.emplace_back("status", std::int64_t(200));
  CHECK(cli::page_summary(page).find("asks") == std::string::npos);
  page.usage = {"train-ai=n (header content-usage)", "noai (meta robots)"};
  CHECK(cli::page_summary(page).find(
            "  asks          train-ai=n (header content-usage), noai (meta robots)\n") != std::string::npos);
}
