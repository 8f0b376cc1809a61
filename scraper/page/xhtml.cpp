#include "scraper/page/xhtml.hpp"

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/html/xhtml_tokenizer.hpp"
#include "scraper/page/mime.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kSearched = 64 << 10;

bool has_xhtml_root(std::string_view bytes) {
  const Decoded beginning = decode_xhtml(bytes.substr(0, kSearched), "");
  XhtmlTokenizer tokenizer(beginning.text(), XhtmlTokenizer::Space::none);
  while (const Token* token = tokenizer.next()) {
    if (token->kind == Token::Kind::start_tag) return token->element == Element::html && !token->foreign;
  }
  return false;
}

}  // namespace

bool is_xhtml(std::string_view media_type, std::string_view bytes) {
  if (media_type == "application/xhtml+xml") return true;
  return is_xml(media_type) && has_xhtml_root(bytes);
}

}  // namespace trawl::page
