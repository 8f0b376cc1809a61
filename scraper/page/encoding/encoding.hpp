#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::page {

/// Which encoding a document is in, and how that is known.
struct Encoding {
  std::string name;            ///< WHATWG name: "UTF-8", "windows-1252", …
  std::string source;          ///< "bom", "header", "meta", "xml", "guess" or "default"
  std::size_t bom_length = 0;  ///< bytes of a byte order mark that is not part of the text
};

/// The first that answers: byte order mark, charset of the Content-Type header, meta element, XML
/// declaration, a guess from the bytes; otherwise windows-1252, the standard's default.
/// The meta element is looked for in 64 KiB. The standard's prescan ends at 1,024 bytes, but a browser that meets one
/// later begins again in its encoding, which comes to the same.
Encoding sniff_encoding(std::string_view bytes, std::string_view content_type);

/// A document as clean UTF-8. Most are that already and are read where they lie: lives no longer than their bytes.
struct Decoded {
  /// Without byte order mark; what cannot be decoded is U+FFFD, NUL is kept.
  std::string_view text() const { return converted ? std::string_view(*converted) : as_it_came; }

  std::string_view as_it_came;           ///< where nothing had to be converted
  std::optional<std::string> converted;  ///< where something had to
  std::string encoding;                  ///< as in Encoding
  std::string source;
};

/// Bytes of any kind as clean UTF-8. Never fails and never ends early. `content_type` is the header's value,
/// "" for none. Thread: pure; any.
Decoded decode_html(std::string_view bytes, std::string_view content_type);

/// The same of an XML document, in which a meta element says nothing.
Decoded decode_xml(std::string_view bytes, std::string_view content_type);

}  // namespace trawl::page
