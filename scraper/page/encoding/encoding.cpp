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

/// The document from where its XML declaration may stand. Many feeds begin with an empty line, or with what a
/// server printed.
std::string_view declaration_in(std::string_view bytes, Kind kind) {
  if (kind == Kind::html) return bytes;
  const std::size_t found = bytes.substr(0, kPrescan).find("<?xml");
  return found == std::string_view::npos ? text::trimmed_front(bytes, text::kHttpSpace) : bytes.substr(found);
}

Encoding sniffed(std::string_view bytes, std::string_view content_type, Kind kind) {
  if (auto marked = encoding_of_mark(bytes)) return *std::move(marked);
  if (const std::string_view found = encoding_of_header(content_type); !found.empty()) {
    return {std::string(found), "header"};
  }
  if (kind == Kind::html) {
    const std::string_view found = encoding_of_meta(bytes.substr(0, kPrescan));
    if (!found.empty()) return {std::string(found), "meta"};
  }
  if (const std::string_view found = encoding_of_xml_declaration(declaration_in(bytes, kind));
      !found.empty()) {
    return {std::string(found), "xml"};
  }
  return kind == Kind::xhtml ? Encoding{"UTF-8", "default"} : guess(bytes);
}

/// Sets right what servers say of XML that is in another encoding. What says UTF-8 is windows-1252 if most of
/// its characters beyond ASCII are no UTF-8, as feedparser has it. What says windows-1252, or UTF-8 against
/// its header, is UTF-8 if all of them are: that does not happen by accident.
Encoding corrected(Encoding encoding, std::string_view bytes) {
  if (text::is_ascii(bytes)) return encoding;
  if (encoding.name != "UTF-8") {
    const bool is_doubtful = encoding.name == "windows-1252" ||
                             (encoding.source == "header" &&
                              encoding_of_xml_declaration(declaration_in(bytes, Kind::xml)) == "UTF-8");
    return is_doubtful && text::is_utf8(bytes) ? Encoding{"UTF-8", "guess"} : encoding;
  }
  if (text::is_utf8(bytes)) return encoding;
  const auto census = text::utf8_census(bytes);
  return census.errors > census.characters ? Encoding{"windows-1252", "guess", encoding.bom_length}
                                           : encoding;
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
  return decoded_from(bytes, corrected(sniffed(bytes, content_type, Kind::xml), bytes));
}

Decoded decode_xhtml(std::string_view bytes, std::string_view content_type) {
  return decoded_from(bytes, sniffed(bytes, content_type, Kind::xhtml));
}

}  // namespace trawl::page
