#include <algorithm>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "fetch/text/utf8.hpp"
#include "scraper/extract/filters/filter_steps.hpp"
#include "scraper/extract/markdown/markdown.hpp"
#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/selector.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_tokenizer.hpp"

namespace trawl::extract {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kParsedBytes = 4;  // of JSON or HTML that cost a step
/// Of the tree of the filter markdown, which stands beside the page's own.
constexpr std::size_t kMostTreeBytes = 32 << 20;

/// The text of markup: white space folded, blocks on lines of their own, no scripts.
std::string without_tags(const std::string& markup) {
  page::FoldedText folded(markup);
  page::HtmlTokenizer tokenizer(markup);
  while (const page::Token* token = tokenizer.next()) {
    if (token->kind == page::Token::Kind::text) {
      const bool is_code = token->element == page::Element::script || token->element == page::Element::style;
      if (!is_code) folded.append(token->text, token->text_kind);
      continue;
    }
    const page::Flow flow = page::traits_of(token->element).flow;
    if (flow == page::Flow::block) folded.break_line();
    if (flow == page::Flow::apart) folded.break_word();
  }
  return folded.take();
}

std::optional<std::string> absolute(std::string text, const FilterPlace& place) {
  if (!place.base) return text;
  const auto url = fetch::Url::parse(text, place.base);
  return url ? url->href() : std::optional(std::move(text));
}

void add_note(const FilterPlace& place, const char* kind, std::string text) {
  if (!place.notes) return;
  const auto is_same = [&](const ExtractNote& note) { return note.text == text; };
  if (std::none_of(place.notes->begin(), place.notes->end(), is_same))
    place.notes->emplace_back(kind, std::move(text));
}

std::optional<std::string> markdown(std::string text, const FilterPlace& place) {
  if (!place.base) return std::nullopt;
  if (place.budget != nullptr && !place.budget->spend(text.size() / kParsedBytes))
    throw SelectorError(0, place.budget->end());
  TreeLimits limits;
  limits.memory = kMostTreeBytes;
  const Tree tree = Tree::from_html(text, limits);
  if (!tree.cut().empty()) add_note(place, "extract limit", "the filter markdown: " + tree.cut());
  return markdown_of(tree.root(), *place.base);
}

FilterStep json(const Filter& filter) {
  std::shared_ptr<const CompiledSelector> path;
  try {
    path = compile(Language::json, filter.arguments[0]);
  } catch (const SelectorError& error) {
    throw FilterError(fmt::format("the JSONPath of the filter \"json\" cannot be read: {}, at character {}",
                                  error.what(), error.at + 1));
  }
  return on_all([path](Texts texts, const FilterPlace& place) {
    Texts found;
    std::size_t bytes = 0;
    for (const std::string& text : texts) {
      if (place.budget != nullptr && !place.budget->spend(text.size() / kParsedBytes))
        throw SelectorError(0, place.budget->end());
      const auto document = JsonDocument::parse(text);
      if (!document) continue;
      SelectorInput input;
      input.json = document->root();
      input.budget = place.budget;
      try {
        for (const Match& match : path->apply(input)) {
          if (match.is_null()) continue;
          found.push_back(match.text());
          bytes += found.back().size();
          if (bytes > kMostFilteredBytes) return found;
        }
      } catch (const SelectorError&) {
        if (place.budget != nullptr && place.budget->has_ended()) throw;
        // A limit of JSONPath: nothing is found.
      }
    }
    return found;
  });
}

FilterStep command(const Filter& filter) {
  const std::vector<std::string> words = filter.arguments;
  if (words[0].empty()) throw FilterError("the filter \"cmd\" needs the name of a program");
  return on_each([words](std::string text, const FilterPlace& place) -> std::optional<std::string> {
    CommandEnd end;
    if (place.commands)
      end = place.commands->run(words, text);
    else
      end.failure = "it may not run without --allow-commands";
    if (!end.failure.empty()) {
      add_note(place, "command failed", fmt::format("{}: {}", fmt::join(words, " "), end.failure));
      return std::nullopt;
    }
    while (end.output.ends_with('\n') || end.output.ends_with('\r')) end.output.pop_back();
    return text::clean_utf8(end.output);
  });
}

}  // namespace

FilterStep format_step(const Filter& filter) {
  const std::string& name = filter.name;
  if (name == "absolute") return on_each(absolute);
  if (name == "markdown") return on_each(markdown, true);
  if (name == "strip_tags")
    return on_each([](std::string text, const FilterPlace&) { return std::optional(without_tags(text)); },
                   true);
  if (name == "unescape")
    return on_each([](std::string text, const FilterPlace&) {
      return std::optional(page::decode_references(text, page::ReferencePlace::text));
    });
  if (name == "json") return json(filter);
  if (name == "cmd") return command(filter);
  return nullptr;
}

}  // namespace trawl::extract
