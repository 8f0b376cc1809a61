#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include <doctest/doctest.h>

#include "scraper/page/character_references.hpp"
#include "scraper/page/page.hpp"
#include "tests/support/conformance.hpp"

namespace {

using nlohmann::json;

/// A string of the suite is text already decoded; its `encoding` is that of bytes.
page::Page read(const json& html, const std::string& url, const json& encoding = nullptr) {
  std::string type = "text/html; charset=utf-8";
  if (html.is_object()) type = "text/html";
  if (html.is_object() && encoding.is_string()) type += "; charset=" + encoding.get<std::string>();
  return page::parse_html(support::conformance_bytes(html), *fetch::Url::parse(url), type);
}

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

/// Counts the cases of a file for which `passes` holds, and prints the first that do not.
struct Score {
  template <typename Passes>
  Score(const std::filesystem::path& file, Passes passes) {
    for (const json& one : support::conformance_cases(file)) {
      ++total;
      const bool passed = passes(one);
      if (!passed && total - right < 20) MESSAGE(file.filename().string() << ": " << one.dump());
      right += passed ? 1 : 0;
    }
    MESSAGE(file.filename().string() << ": " << right << " of " << total);
  }
  double percent() const { return 100.0 * right / total; }

  int right = 0;
  int total = 0;
};

}  // namespace

TEST_CASE("the links of broken markup are those of an HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  int missed = 0;
  const Score exact(*suite / "marked_links.json", [&](const json& one) {
    std::set<std::string> found;
    for (const auto& link : read(one["html"], "http://page.example/").links) {
      if (link.kind == page::LinkKind::a) found.insert(link.raw);
    }
    const std::set<std::string> wanted = one["a_hrefs"];
    const bool all = std::includes(found.begin(), found.end(), wanted.begin(), wanted.end());
    if (!all) ++missed;
    return found == wanted;
  });
  CHECK(missed == 0);
  CHECK(exact.percent() >= 97);
}

TEST_CASE("links and titles are those of an HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const Score links(*suite / "tree_links.json", [](const json& one) {
    json found = json::array();
    for (const auto& link : read(one["html"], "http://page.example/").links) {
      if (link.kind == page::LinkKind::a) found.push_back({"a", "href", link.raw});
    }
    return found == one["links"];
  });
  CHECK(links.percent() >= 98);
  const Score titles(*suite / "tree_links.json", [](const json& one) {
    return read(one["html"], "http://page.example/").title == support::conformance_bytes(one["title"]);
  });
  CHECK(titles.percent() >= 98);
}

TEST_CASE("the visible text is that of an HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const Score texts(*suite / "tree_links.json", [](const json& one) {
    return without_blanks(read(one["html"], "http://page.example/").text) == without_blanks(one["text"]);
  });
  CHECK(texts.percent() >= 96);
}

TEST_CASE("the base URL is that of the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const Score bases(*suite / "base_url.json", [](const json& one) {
    std::string page_url = one["page_url"];
    if (page_url.empty()) page_url = "http://page.example/";
    std::string wanted = one["base"];
    if (wanted.empty()) wanted = page_url;
    return read(one["html"], page_url, one["encoding"]).base == fetch::Url::parse(wanted)->href();
  });
  CHECK(bases.right == bases.total);
}

TEST_CASE("a meta refresh is read as in the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const Score refreshes(*suite / "meta_refresh.json", [](const json& one) {
    const page::Page read_page = read(one["html"], one["page_url"], one["encoding"]);
    if (one["url"].is_null()) return !read_page.refresh && !read_page.refresh_delay;
    return read_page.refresh && read_page.refresh->href() == one["url"] &&
           read_page.refresh_delay == one["delay"];
  });
  CHECK(refreshes.right == refreshes.total);
}

TEST_CASE("character references are decoded as in the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const Score references(*suite / "entities.json", [](const json& one) {
    return page::decode_references(one["in"].get<std::string>(), page::ReferencePlace::text) == one["out"];
  });
  CHECK(references.right == references.total);
}

TEST_CASE("distinct anchors, their text and nofollow are those of the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  using Anchor = std::tuple<std::string, std::string, bool>;
  int counted = 0;
  const Score links(*suite / "link_extractor.json", [&](const json& one) {
    if (!one["options"].empty()) return true;
    std::vector<Anchor> wanted;
    for (const json& link : one["links"]) {
      // ftp is no scheme of the crawler's
      if (fetch::Url::parse(link["url"].get<std::string>()))
        wanted.emplace_back(link["url"], link["text"], link["nofollow"]);
    }
    ++counted;
    std::vector<Anchor> found;
    std::set<std::string> seen;
    for (const auto& link : read(one["body"], one["page_url"], one["encoding"]).links) {
      // files that are no pages are left to the scope
      const bool anchor = link.kind == page::LinkKind::a || link.kind == page::LinkKind::area;
      if (!anchor || link.url.path().ends_with(".jpg") || !seen.insert(link.url.href()).second) continue;
      found.emplace_back(link.url.href(), link.text, link.nofollow);
    }
    return found == wanted;
  });
  CHECK(links.right == links.total);
  CHECK(counted > 0);
}
