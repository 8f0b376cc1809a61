#include "scraper/extract/main_text/article_json_ld.hpp"

#include <string_view>

#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "scraper/page/html/character_references.hpp"

namespace trawl::extract {
namespace {

using nlohmann::json;
using page::Element;

/// The types of schema.org that are articles: Article and what is derived from it.
bool is_article_type(std::string_view type) {
  return type.ends_with("Article") || type.ends_with("BlogPosting") || type.ends_with("Posting") ||
         type == "Report" || type == "Blog" || type == "Review" || type == "APIReference" ||
         type.ends_with("ArticleContent");
}

bool is_article(const json& object) {
  const auto type = object.find("@type");
  if (type == object.end()) return false;
  if (type->is_string()) return is_article_type(type->get_ref<const std::string&>());
  if (!type->is_array()) return false;
  for (const json& one : *type) {
    if (one.is_string() && is_article_type(one.get_ref<const std::string&>())) return true;
  }
  return false;
}

bool is_of_schema_org(const json& object) {
  const auto context = object.find("@context");
  return context != object.end() &&
         context->dump(-1, ' ', false, json::error_handler_t::replace).find("schema.org") !=
             std::string::npos;
}

/// The article in a script: the object itself, one of its list, or one of its graph.
const json* article_in(const json& script) {
  const auto one_of = [](const json& list) -> const json* {
    for (const json& one : list) {
      if (one.is_object() && is_article(one)) return &one;
    }
    return nullptr;
  };
  if (script.is_array()) return one_of(script);
  if (!script.is_object() || !is_of_schema_org(script)) return nullptr;
  if (is_article(script)) return &script;
  const auto graph = script.find("@graph");
  return graph != script.end() && graph->is_array() ? one_of(*graph) : nullptr;
}

std::string text_of(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  return folded_words(
      page::decode_references(found->get_ref<const std::string&>(), page::ReferencePlace::text));
}

/// The names of one author or several, with commas between them.
std::string names_of(const json& authors) {
  if (authors.is_object()) return text_of(authors, "name");
  std::string names;
  if (!authors.is_array()) return names;
  for (const json& author : authors) {
    const std::string name = author.is_object() ? text_of(author, "name") : "";
    if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

/// A headline is often longer than the title, and the name is sometimes that of the site.
std::string title_of(const json& article, const std::string& document_title) {
  const std::string name = text_of(article, "name"), headline = text_of(article, "headline");
  if (name.empty() || headline.empty()) return name.empty() ? headline : name;
  return headline == document_title ? headline : name;
}

ArticleMetadata metadata_of(const json& article, const std::string& document_title) {
  ArticleMetadata metadata;
  metadata.title = title_of(article, document_title);
  if (const auto author = article.find("author"); author != article.end())
    metadata.byline = names_of(*author);
  metadata.published = text_of(article, "datePublished");
  metadata.excerpt = text_of(article, "description");
  if (const auto publisher = article.find("publisher"); publisher != article.end() && publisher->is_object())
    metadata.site = text_of(*publisher, "name");
  return metadata;
}

}  // namespace

ArticleMetadata article_of_json_ld(const Outline& outline, const std::string& document_title) {
  for (std::uint32_t i = outline.find(Element::script); i < outline.size();
       i = outline.find(Element::script, i + 1)) {
    const auto type = outline[i].node.attribute("type").value_or("");
    if (!text::equal_ignoring_case(text::trimmed(type, text::kAsciiSpace), "application/ld+json")) continue;
    const json script = json::parse(outline[i].node.text(), nullptr, false);
    if (const json* const article = article_in(script)) return metadata_of(*article, document_title);
  }
  return {};
}

}  // namespace trawl::extract
