// Compares what trawl reads in the XHTML pages of the public suites with the tree of libxml2's XML parser.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <libxml/parser.h>

#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/page.hpp"
#include "scraper/page/xhtml.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

namespace {

using Tree = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

std::string text_of(const xmlChar* text) {
  return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

/// What a page says, as a tree shows it.
struct Reading {
  std::string title, text;  ///< without blanks
  std::vector<std::string> hrefs;
  int titles = 0;

  void add(xmlNode* node, bool is_hidden, bool is_in_title) {
    for (; node != nullptr; node = node->next) {
      if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        if (!is_hidden) text += text_of(node->content);
        if (is_in_title && titles == 1) title += text_of(node->content);
      }
      if (node->type == XML_ENTITY_REF_NODE && !is_hidden)  // of the DTD, which libxml2 does not load
        text += page::decode_references('&' + text_of(node->name) + ';', page::ReferencePlace::text);
      if (node->type != XML_ELEMENT_NODE) continue;
      const std::string name = text_of(node->name);
      const std::string space = node->ns != nullptr ? text_of(node->ns->href) : "";
      const bool is_html = space == "http://www.w3.org/1999/xhtml";
      if (is_html && name == "template") continue;
      titles += is_html && name == "title";
      xmlChar* href = is_html && name == "a" ? xmlGetNoNsProp(node, BAD_CAST "href") : nullptr;
      if (href != nullptr) hrefs.push_back(text_of(href));
      xmlFree(href);
      static constexpr std::string_view kHidden[] = {"title",  "style",    "script",  "textarea",
                                                     "iframe", "noframes", "noembed", "metadata"};
      const bool hides = std::find(std::begin(kHidden), std::end(kHidden), name) != std::end(kHidden);
      add(node->children, is_hidden || hides, is_html && name == "title");
    }
  }
};

std::string without_blanks(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
  return text;
}

std::string trimmed(const std::string& href) {
  const std::size_t first = href.find_first_not_of(' '), last = href.find_last_not_of(' ');
  return first == std::string::npos ? "" : href.substr(first, last - first + 1);
}

/// The documents of a suite that are well-formed XHTML.
std::vector<std::string> pages_of(const std::filesystem::path& suite) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(suite)) {
    if (entry.path().extension() == ".html") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<std::string> pages;
  for (const auto& file : files) {
    std::string bytes = support::file_bytes(file);
    if (page::is_xhtml("text/xml", bytes)) pages.push_back(std::move(bytes));
  }
  return pages;
}

}  // namespace

TEST_CASE("XHTML pages say what their XML trees say") {
  const auto articles = support::conformance_suite("extraction"),
             data = support::conformance_suite("structured");
  if (!articles || !data) return;
  support::SuiteScore score("html: XHTML: title, links and text beside libxml2", 100);
  std::vector<std::string> pages = pages_of(*articles);
  for (std::string& one : pages_of(*data)) pages.push_back(std::move(one));
  for (const std::string& bytes : pages) {
    const Tree tree(xmlReadMemory(bytes.data(), static_cast<int>(bytes.size()), "page", nullptr,
                                  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
                    xmlFreeDoc);
    if (tree == nullptr) continue;  // not well-formed: libxml2 stops where trawl reads on
    Reading wanted;
    wanted.add(tree->children, false, false);
    const auto page =
        page::parse_html(bytes, *fetch::Url::parse("http://page.example/"), "application/xhtml+xml");
    std::vector<std::string> hrefs;
    for (const page::Link& link : page.links)
      if (link.kind == page::LinkKind::a) hrefs.push_back(link.raw);
    const auto base = *fetch::Url::parse(page.base);
    std::vector<std::string> wanted_hrefs;
    for (const std::string& href : wanted.hrefs) {
      if (fetch::Url::parse(href, &base)) wanted_hrefs.push_back(trimmed(href));
    }
    score.count(page.title == page::folded(wanted.title), "title");
    score.count(hrefs == wanted_hrefs, "links");
    score.count(without_blanks(page.text) == without_blanks(wanted.text), "text");
  }
  score.check();
}
