#include "scraper/page/encoding/encoding.hpp"

#include <utility>

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding_guess.hpp"
#include "scraper/page/encoding/meta_prescan.hpp"

namespace trawl::page {

namespace {

constexpr std::size_t kPrescan = 64 << 10;

Encoding guess(std::string_view bytes) {
  if (text::is_ascii(bytes)) return {"windows-1252", "default"};
  if (text::is_utf8(bytes)) return {"UTF-8", "guess"};
  if (const std::string_view found = guessed_encoding(bytes); !found.empty()) {
    return {std::string(found), "guess"};
  }
  return {"windows-1252", "default"};
}

}  // namespace

Encoding sniff_encoding(std::string_view bytes, std::string_view content_type) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {"UTF-8", "bom", 3};
  if (bytes.starts_with("\xFE\xFF")) return {"UTF-16BE", "bom", 2};
  if (bytes.starts_with("\xFF\xFE")) return {"UTF-16LE", "bom", 2};
  if (const std::string_view found = encoding_of_header(content_type); !found.empty()) {
    return {std::string(found), "header"};
  }
  if (const std::string_view found = encoding_of_meta(bytes.substr(0, kPrescan)); !found.empty()) {
    return {std::string(found), "meta"};
  }
  if (const std::string_view found = encoding_of_xml_declaration(bytes); !found.empty()) {
    return {std::string(found), "xml"};
  }
  return guess(bytes);
}

Decoded decode_html(std::string_view bytes, std::string_view content_type) {
  Encoding encoding = sniff_encoding(bytes, content_type);
  Decoded document;
  document.as_it_came = bytes.substr(encoding.bom_length);
  if (!is_decoded(document.as_it_came, encoding.name))
    document.converted = decoded(document.as_it_came, encoding.name);
  document.encoding = std::move(encoding.name);
  document.source = std::move(encoding.source);
  return document;
}

}  // namespace trawl::page
