#include "scraper/extract/markdown/page_markdown.hpp"

#include <algorithm>

#include "scraper/extract/main_text/article_metadata.hpp"
#include "scraper/extract/main_text/main_text.hpp"
#include "scraper/extract/markdown/markdown.hpp"
#include "scraper/extract/markdown/markdown_escape.hpp"
#include "scraper/page/encoding/encoding.hpp"

namespace trawl::extract {
namespace {

using page::Element;

/// The search for the main text and what is written need as much again.
constexpr std::size_t kMostTreeBytes = 96 << 20;

fetch::Url base_of(const Outline& outline, const fetch::Url& url) {
  for (std::uint32_t i = outline.find(Element::base); i < outline.size();
       i = outline.find(Element::base, i + 1)) {
    const auto href = outline[i].node.attribute("href");
    if (!href) continue;
    return fetch::Url::parse(*href, &url).value_or(url);  // the first that has one counts, as in the standard
  }
  return url;
}

bool has_h1(const Outline& outline, const MainText& main_text) {
  for (std::uint32_t i = main_text.root; i < outline[main_text.root].end; ++i) {
    if (outline.is(i, Element::h1) && main_text.kept[i] != 0) return true;
  }
  return false;
}

/// The heading of an article, which stands before it.
std::string heading_line(const Outline& outline, const MainText& main_text, const std::string& title,
                         const fetch::Url& base) {
  if (main_text.heading < outline.size()) {
    const int level = page::heading_level(outline[main_text.heading].element);
    return std::string(static_cast<std::size_t>(level), '#') + " " +
           markdown_line(outline, main_text.heading, base) + "\n";
  }
  if (title.empty() || has_h1(outline, main_text)) return "";
  std::string escaped;
  append_escaped(escaped, title, false, false);
  return "# " + without_heading_end(std::move(escaped)) + "\n";
}

}  // namespace

std::string page_markdown(const Tree& tree, const fetch::Url& url, Extent extent) {
  const Outline outline(tree.document());
  if (outline.size() == 0) return "";
  const fetch::Url base = base_of(outline, url);
  MarkdownChoice choice;
  if (extent == Extent::whole) return markdown_of(outline, choice, base);
  const ArticleMetadata metadata = article_metadata(outline);
  ArticleFacts facts;
  facts.title = metadata.title;
  facts.byline = metadata.byline;
  const MainText main_text = find_main_text(outline, facts);
  if (extent == Extent::left_out) {
    const Marks rest = left_out(outline, main_text);
    choice.shown = &rest;
    return markdown_of(outline, choice, base);
  }
  choice.root = main_text.root;
  choice.shown = &main_text.kept;
  choice.leaves_out_anchors = true;
  const std::string article = markdown_of(outline, choice, base);
  const std::string heading = heading_line(outline, main_text, metadata.title, base);
  return heading.empty() || article.empty() ? heading + article : heading + "\n" + article;
}

std::optional<std::string> page_markdown(std::string_view bytes, std::string_view media_type,
                                         std::string_view content_type, const fetch::Url& url, Extent extent,
                                         std::string* cut) {
  const auto of_tree = [&](const Tree& tree) {
    if (cut != nullptr) *cut = tree.cut();
    return page_markdown(tree, url, extent);
  };
  TreeLimits limits;
  limits.memory = kMostTreeBytes;
  if (media_type == "application/xhtml+xml")
    return of_tree(Tree::from_xhtml(page::decode_xhtml(bytes, content_type).text(), limits));
  const bool is_html = media_type == "text/html";
  if (!is_html && media_type != "text/plain" && media_type != "text/markdown") return std::nullopt;
  const page::Decoded document = page::decode_html(bytes, content_type);
  if (is_html) return of_tree(Tree::from_html(document.text(), limits));
  return extent == Extent::left_out ? "" : std::string(document.text());
}

}  // namespace trawl::extract
