#include "scraper/page/page.hpp"

#include <utility>

#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/encoding/query_encoder.hpp"
#include "scraper/page/html/folded_text.hpp"
#include "scraper/page/html/html_tokenizer.hpp"
#include "scraper/page/html/page_reader.hpp"
#include "scraper/page/html/srcdoc_reader.hpp"
#include "scraper/page/html/words.hpp"
#include "scraper/page/html/xhtml_tokenizer.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/xhtml.hpp"

namespace trawl::page {

namespace {
constexpr std::size_t kLongestFragment = 2'000;
}  // namespace

const LinkNotes& Link::notes() const {
  static const LinkNotes kNone;
  return more ? *more : kNone;
}

LinkNotes& Link::set_notes() {
  if (!more) more = std::make_unique<LinkNotes>();
  return *more;
}

std::string Link::fragment() const {
  std::string fragment(url.fragment());
  cut_utf8(fragment, kLongestFragment);
  return fragment;
}

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
    case LinkKind::style_import:
      return "import";
    case LinkKind::style:
      return "style";
    case LinkKind::css:
      return "css";
    case LinkKind::background:
      return "background";
    case LinkKind::lowsrc:
      return "lowsrc";
    case LinkKind::image:
      return "image";
    case LinkKind::use:
      return "use";
    case LinkKind::archive:
      return "archive";
    case LinkKind::manifest:
      return "manifest";
    case LinkKind::cite:
      return "cite";
    case LinkKind::longdesc:
      return "longdesc";
    case LinkKind::formaction:
      return "formaction";
    case LinkKind::usemap:
      return "usemap";
    case LinkKind::classid:
      return "classid";
    case LinkKind::codebase:
      return "codebase";
    case LinkKind::pluginspage:
      return "pluginspage";
    case LinkKind::profile:
      return "profile";
    case LinkKind::itemtype:
      return "itemtype";
  }
  return "";
}

bool Page::nofollow() const {
  return has_word(robots, "nofollow") || has_word(robots, "none");
}

namespace {

template <typename Tokenizer>
Page read_page(Tokenizer tokenizer, std::string_view text, Links& links) {
  PageReader reader(links, text);
  SrcdocReader srcdocs(links);
  while (const Token* token = tokenizer.next()) {
    reader.read(*token);
    if (reader.srcdoc() != nullptr) srcdocs.read(*reader.srcdoc(), token->syntax);
  }
  reader.close();
  return reader.take_page();
}

}  // namespace

Page parse_html(std::string_view bytes, const fetch::Url& url, std::string_view content_type) {
  const bool is_xml = is_xhtml(media_type(content_type), bytes);
  Decoded document = is_xml ? decode_xhtml(bytes, content_type) : decode_html(bytes, content_type);
  fetch::QueryEncoder encode;
  if (encodes_queries(document.encoding)) {
    encode = [&document](std::string_view query) { return encoded_query(query, document.encoding); };
  }
  Links links(url, encode ? &encode : nullptr);
  Page page = is_xml ? read_page(XhtmlTokenizer(document.text()), document.text(), links)
                     : read_page(HtmlTokenizer(document.text()), document.text(), links);
  page.charset = std::move(document.encoding);
  page.charset_source = std::move(document.source);
  return page;
}

}  // namespace trawl::page
