#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <tuple>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/text/utf8.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/page.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

namespace {

using nlohmann::json;

/// A string of the suite is decoded text; `encoding` applies to bytes.
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

/// Counts the cases of a file that pass. `passes` gives nullopt for a case that does not count.
template <typename Passes>
void measure(support::SuiteScore& score, const std::filesystem::path& file, Passes passes) {
  for (const json& one : support::conformance_cases(file)) {
    const std::optional<bool> passed = passes(one);
    if (!passed) continue;
    score.count(*passed);
    if (!*passed) MESSAGE(file.filename().string() << ": " << one.dump());
  }
  score.check();
}

constexpr auto kNoTree = "depends on the tree, which trawl does not build";

}  // namespace

TEST_CASE("broken markup has the links of its HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  const auto hrefs = [](const json& one) {
    std::set<std::string> found;
    for (const auto& link : read(one["html"], "http://page.example/").links) {
      if (link.kind == page::LinkKind::a) found.insert(link.raw);
    }
    return found;
  };
  support::SuiteScore score("html: marked_links, none missed", 100);
  measure(score, *suite / "marked_links.json", [&](const json& one) {
    const std::set<std::string> found = hrefs(one), wanted = one["a_hrefs"];
    return std::includes(found.begin(), found.end(), wanted.begin(), wanted.end());
  });
  support::SuiteScore exact("html: marked_links, exact sets", 97);
  exact.explain_the_rest(kNoTree);
  measure(exact, *suite / "marked_links.json",
          [&](const json& one) { return hrefs(one) == one["a_hrefs"].get<std::set<std::string>>(); });
}

TEST_CASE("links and titles agree with the HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score("html: tree_links, links", 98);
  score.explain_the_rest(kNoTree);
  measure(score, *suite / "tree_links.json", [](const json& one) {
    json found = json::array();
    for (const auto& link : read(one["html"], "http://page.example/").links) {
      if (link.kind == page::LinkKind::a) found.push_back({"a", "href", link.raw});
    }
    return found == one["links"];
  });
  support::SuiteScore titles("html: tree_links, title", 98);
  titles.explain_the_rest(kNoTree);
  measure(titles, *suite / "tree_links.json", [](const json& one) {
    return read(one["html"], "http://page.example/").title == support::conformance_bytes(one["title"]);
  });
}

TEST_CASE("the visible text agrees with the HTML5 tree") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score("html: tree_links, text", 96);
  score.explain_the_rest(kNoTree);
  measure(score, *suite / "tree_links.json", [](const json& one) {
    return without_blanks(read(one["html"], "http://page.example/").text) == without_blanks(one["text"]);
  });
}

TEST_CASE("the base URL agrees with the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score("html: base_url", 100);
  measure(score, *suite / "base_url.json", [](const json& one) {
    std::string page_url = one["page_url"];
    if (page_url.empty()) page_url = "http://page.example/";
    std::string wanted = one["base"];
    if (wanted.empty()) wanted = page_url;
    return read(one["html"], page_url, one["encoding"]).base == fetch::Url::parse(wanted)->href();
  });
}

TEST_CASE("a meta refresh agrees with the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score("html: meta_refresh", 100);
  measure(score, *suite / "meta_refresh.json", [](const json& one) {
    const page::Page read_page = read(one["html"], one["page_url"], one["encoding"]);
    if (one["url"].is_null()) return !read_page.refresh && !read_page.refresh_delay;
    return read_page.refresh && read_page.refresh->href() == one["url"] &&
           read_page.refresh_delay == one["delay"];
  });
}

TEST_CASE("queries of links are written in the encoding of their page") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  const auto url = *fetch::Url::parse("http://page.example/");
  support::SuiteScore score("html: queries by page encoding", 100);
  for (const json& one : support::conformance_cases(*suite / "percent-encoding.json")) {
    std::string references, input = one["input"];
    for (std::string_view rest = input; !rest.empty();) {
      const text::CodePoint point = text::first_code_point(rest);
      references += "&#" + std::to_string(static_cast<unsigned>(point.value)) + ';';
      rest.remove_prefix(point.bytes);
    }
    for (const auto& [encoding, wanted] : one["output"].items()) {
      const auto page =
          page::parse_html("<a href='?x" + references + "'>", url, "text/html; charset=" + encoding);
      const bool passed = !page.links.empty() && page.links[0].url.query() == 'x' + wanted.get<std::string>();
      score.count(passed, encoding + ' ' + input);
    }
  }
  score.check();
}

TEST_CASE("character references agree with the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  support::SuiteScore score("html: entities", 100);
  measure(score, *suite / "entities.json", [](const json& one) {
    return page::decode_references(one["in"].get<std::string>(), page::ReferencePlace::text) == one["out"];
  });
}

TEST_CASE("distinct anchors, their text and nofollow agree with the suite") {
  const auto suite = support::conformance_suite("html");
  if (!suite) return;
  using Anchor = std::tuple<std::string, std::string, bool>;
  support::SuiteScore score("html: link_extractor", 95);
  measure(score, *suite / "link_extractor.json", [](const json& one) -> std::optional<bool> {
    if (!one["options"].empty()) return std::nullopt;
    std::vector<Anchor> wanted;
    for (const json& link : one["links"]) {
      // trawl does not read ftp
      if (fetch::Url::parse(link["url"].get<std::string>()))
        wanted.emplace_back(link["url"], link["text"], link["nofollow"]);
    }
    std::vector<Anchor> found;
    std::set<std::string> seen;
    for (const auto& link : read(one["body"], one["page_url"], one["encoding"]).links) {
      // files that are not pages: the scope decides about them
      const bool anchor = link.kind == page::LinkKind::a || link.kind == page::LinkKind::area;
      if (!anchor || link.url.path().ends_with(".jpg") || !seen.insert(link.url.href()).second) continue;
      found.emplace_back(link.url.href(), link.text, link.nofollow);
    }
    return found == wanted;
  });
}
