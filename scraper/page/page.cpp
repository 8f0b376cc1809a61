#include "scraper/page/page.hpp"

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/html/html_tokenizer.hpp"
#include "scraper/page/html/page_reader.hpp"
#include "scraper/page/html/words.hpp"

namespace trawl::page {

std::string_view name_of(LinkKind kind) {
  switch (kind) {
    case LinkKind::a:
      return "a";
    case LinkKind::area:
      return "area";
    case LinkKind::link:
      return "link";
    case LinkKind::iframe:
      return "iframe";
    case LinkKind::frame:
      return "frame";
    case LinkKind::img:
      return "img";
    case LinkKind::script:
      return "script";
    case LinkKind::form:
      return "form";
    case LinkKind::source:
      return "source";
    case LinkKind::video:
      return "video";
    case LinkKind::audio:
      return "audio";
    case LinkKind::track:
      return "track";
    case LinkKind::embed:
      return "embed";
    case LinkKind::object:
      return "object";
    case LinkKind::input:
      return "input";
    case LinkKind::base_refresh:
      return "refresh";
  }
  return "";
}

bool Page::nofollow() const {
  return has_word(robots, "nofollow") || has_word(robots, "none");
}

Page parse_html(std::string_view bytes, const fetch::Url& url, std::string_view content_type) {
  Decoded document = decode_html(bytes, content_type);
  HtmlTokenizer tokenizer(document.text());
  PageReader reader(url, document.text());
  while (const Token* token = tokenizer.next()) reader.read(*token);
  Page page = reader.finish();
  page.charset = std::move(document.encoding);
  page.charset_source = std::move(document.source);
  return page;
}

}  // namespace trawl::page
