// Main texts and titles of real pages, as Mozilla's Readability has them.
#include <algorithm>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/main_text/article_metadata.hpp"
#include "scraper/extract/main_text/main_text.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;
using namespace trawl::extract;

namespace {

constexpr std::size_t kWords = 4;
constexpr double kMeanGoal = 0.88, kGoodPage = 0.9;

using Bag = std::unordered_map<std::string, int>;

/// The text of what is kept, with a space at each edge of a block.
std::string plain_text(const Outline& outline, const Marks* kept) {
  std::string text;
  std::uint32_t end_of_block = 0;
  for (std::uint32_t i = 0; i < outline.size(); ++i) {
    const auto around = outline[outline[i].parent].element;
    if (i >= end_of_block) text += ' ';
    if (page::traits_of(outline[i].element).flow != page::Flow::joined) {
      text += ' ';
      end_of_block = outline[i].end;
    }
    const bool is_shown = kept == nullptr || (*kept)[i] != 0;
    if (outline[i].is_text && is_shown && around != page::Element::script && around != page::Element::style)
      text += outline[i].node.raw_text();
  }
  return text;
}

/// The rows of four words in it, and how often each is there.
Bag shingles(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (text::is_alphanumeric(c) || c == '_' || c < 0)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  Bag bag;
  const std::size_t size = std::min(kWords, words.size());
  for (std::size_t i = 0; size > 0 && i + size <= words.size(); ++i) {
    std::string shingle;
    for (std::size_t j = i; j < i + size; ++j) shingle += words[j] + ' ';
    ++bag[shingle];
  }
  return bag;
}

double f1(const Bag& found, const Bag& wanted) {
  int both = 0, all_found = 0, all_wanted = 0;
  for (const auto& [shingle, count] : found) {
    all_found += count;
    const auto other = wanted.find(shingle);
    if (other != wanted.end()) both += std::min(count, other->second);
  }
  for (const auto& [shingle, count] : wanted) all_wanted += count;
  if (all_found + all_wanted == 0) return 1;
  return 2.0 * both / (all_found + all_wanted);
}

}  // namespace

TEST_CASE("main texts and titles agree with Readability's") {
  const auto suite = support::conformance_suite("extraction");
  if (!suite) return;
  std::vector<std::filesystem::path> pages;
  for (const auto& entry : std::filesystem::directory_iterator(*suite)) {
    if (entry.is_directory()) pages.push_back(entry.path());
  }
  std::sort(pages.begin(), pages.end());
  support::SuiteScore texts("extraction: main texts, F1 of 0.9 or more", 90);
  support::SuiteScore titles("extraction: titles", 90);
  texts.explain_the_rest("another choice of what belongs to the article");
  titles.explain_the_rest("another choice of the title");
  double sum = 0;
  for (const auto& page : pages) {
    const Tree source = Tree::from_html(support::file_bytes(page / "source.html"));
    const Tree expected = Tree::from_html(support::file_bytes(page / "expected.html"));
    const auto wanted = nlohmann::json::parse(support::file_bytes(page / "expected-metadata.json"));
    const Outline outline(source.document());
    const ArticleMetadata metadata = article_metadata(outline);
    ArticleFacts facts;
    facts.title = metadata.title;
    facts.byline = metadata.byline;
    const MainText found = find_main_text(outline, facts);
    const double score = f1(shingles(plain_text(outline, &found.kept)),
                            shingles(plain_text(Outline(expected.document()), nullptr)));
    sum += score;
    texts.count(score >= kGoodPage, page.filename().string());
    titles.count(metadata.title == wanted["title"].get<std::string>(), page.filename().string());
  }
  MESSAGE("mean F1: " << sum / static_cast<double>(pages.size()));
  CHECK(sum / static_cast<double>(pages.size()) >= kMeanGoal);
  texts.check();
  titles.check();
}
