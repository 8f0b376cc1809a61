// Input: a Content-Type header in the first line, then a document.
#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/encoding/encoding_labels.hpp"
#include "scraper/page/encoding/meta_prescan.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using fuzz::require;

constexpr std::string_view kEncodings[] = {
    "UTF-8",        "windows-1252", "Shift_JIS",   "EUC-JP",       "ISO-2022-JP",    "GBK",         "gb18030",
    "Big5",         "EUC-KR",       "UTF-16LE",    "UTF-16BE",     "x-user-defined", "macintosh",   "IBM866",
    "windows-1251", "KOI8-U",       "replacement", "ISO-8859-8-I", "x-mac-cyrillic", "windows-874",
};

void check_name(std::string_view name) {
  require(name.empty() || page::encoding_of_label(name) == name || name == "replacement",
          "an encoding has its WHATWG name");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view document = fuzz::as_text(bytes, size);
  const std::string_view content_type = fuzz::take_until(document, '\n');
  const page::Decoded decoded = page::decode_html(document, content_type);
  require(text::is_utf8(decoded.text()), "decoded text is UTF-8");
  require(!decoded.encoding.empty(), "every document has an encoding");
  check_name(decoded.encoding);
  bool is_known_source = false;
  for (const std::string_view source : {"bom", "header", "meta", "xml", "guess", "default"}) {
    is_known_source |= decoded.source == source;
  }
  require(is_known_source, "the source of the encoding is known");
  const page::Encoding sniffed = page::sniff_encoding(document, content_type);
  require(sniffed.name == decoded.encoding && sniffed.source == decoded.source,
          "decoding uses the sniffed encoding");
  require(sniffed.bom_length <= document.size(), "the byte order mark is in the document");
  check_name(page::encoding_of_header(content_type));
  check_name(page::encoding_of_meta(document));
  check_name(page::encoding_of_content_attribute(document));
  check_name(page::encoding_of_xml_declaration(document));
  for (const std::string_view encoding : kEncodings) {
    require(text::is_utf8(page::decoded(document, encoding)), "every decoder gives UTF-8");
  }
  return 0;
}
