#include "scraper/page/encoding/encoding.hpp"

#include <utility>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding_guess.hpp"
#include "scraper/page/encoding/meta_prescan.hpp"

namespace trawl::page {

namespace {

constexpr std::size_t kPrescan = 64 << 10;

std::optional<Encoding> encoding_of_mark(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return Encoding{"UTF-8", "bom", 3};
  if (bytes.starts_with("\xFE\xFF")) return Encoding{"UTF-16BE", "bom", 2};
  if (bytes.starts_with("\xFF\xFE")) return Encoding{"UTF-16LE", "bom", 2};
  return std::nullopt;
}

Encoding guess(std::string_view bytes) {
  if (text::is_ascii(bytes)) return {"windows-1252", "default"};
  if (text::is_utf8(bytes)) return {"UTF-8", "guess"};
  if (const std::string_view found = guessed_encoding(bytes); !found.empty()) {
    return {std::string(found), "guess"};
  }
  return {"windows-1252", "default"};
}

enum class Kind { html, xml, xhtml };

Encoding sniffed(std::string_view bytes, std::string_view content_type, Kind kind) {
  if (auto marked = encoding_of_mark(bytes)) return *std::move(marked);
  if (const std::string_view found = encoding_of_header(content_type); !found.empty()) {
    return {std::string(found), "header"};
  }
  if (kind == Kind::html) {
    const std::string_view found = encoding_of_meta(bytes.substr(0, kPrescan));
    if (!found.empty()) return {std::string(found), "meta"};
  } else {
    bytes = text::trimmed_front(bytes, text::kHttpSpace);  // many feeds begin with an empty line
  }
  if (const std::string_view found = encoding_of_xml_declaration(bytes); !found.empty()) {
    return {std::string(found), "xml"};
  }
  return kind == Kind::xhtml ? Encoding{"UTF-8", "default"} : guess(bytes);
}

Decoded decoded_from(std::string_view bytes, Encoding encoding) {
  Decoded document;
  document.original = bytes.substr(encoding.bom_length);
  if (!is_decoded(document.original, encoding.name))
    document.converted = decoded(document.original, encoding.name);
  document.encoding = std::move(encoding.name);
  document.source = std::move(encoding.source);
  return document;
}

}  // namespace

Encoding sniff_encoding(std::string_view bytes, std::string_view content_type) {
  return sniffed(bytes, content_type, Kind::html);
}

Decoded decode_html(std::string_view bytes, std::string_view content_type) {
  return decoded_from(bytes, sniffed(bytes, content_type, Kind::html));
}

Decoded decode_xml(std::string_view bytes, std::string_view content_type) {
  return decoded_from(bytes, sniffed(bytes, content_type, Kind::xml));
}

Decoded decode_xhtml(std::string_view bytes, std::string_view content_type) {
  return decoded_from(bytes, sniffed(bytes, content_type, Kind::xhtml));
}

}  // namespace trawl::page
