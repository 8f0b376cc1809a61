#include "scraper/page/html/fragment_ids.hpp"

#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/html/html_tokenizer.hpp"
#include "scraper/page/html/xhtml_tokenizer.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kMostIds = 100'000;

void add(std::vector<std::string>& ids, const Token& tag, const Attribute* attribute) {
  if (attribute == nullptr || attribute->raw.empty() || ids.size() >= kMostIds) return;
  ids.push_back(attribute_value(attribute->raw, tag.syntax));
}

template <class Tokenizer>
std::vector<std::string> ids_of(Tokenizer tokenizer) {
  std::vector<std::string> ids;
  std::size_t templates = 0;  // their content is no part of the page
  while (const Token* const token = tokenizer.next()) {
    const bool is_start = token->kind == Token::Kind::start_tag;
    if (token->element == Element::template_ && token->kind != Token::Kind::text) {
      if (is_start) {
        ++templates;
      } else if (templates > 0) {
        --templates;
      }
    }
    if (!is_start || templates > 0 || token->attributes.empty()) continue;
    add(ids, *token, token->find("id"));
    if (token->element == Element::a) add(ids, *token, token->find("name"));
  }
  return ids;
}

}  // namespace

std::vector<std::string> fragment_ids(std::string_view bytes, std::string_view charset, bool is_xhtml) {
  std::string converted;
  if (!charset.empty() && !is_decoded(bytes, charset)) {
    converted = decoded(bytes, charset);
    bytes = converted;
  }
  return is_xhtml ? ids_of(XhtmlTokenizer(bytes)) : ids_of(HtmlTokenizer(bytes));
}

}  // namespace trawl::page
