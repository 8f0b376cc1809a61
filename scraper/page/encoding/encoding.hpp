#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::page {

/// The encoding of a document, and where it was found.
struct Encoding {
  std::string name;            ///< WHATWG name: "UTF-8", "windows-1252", …
  std::string source;          ///< "bom", "header", "meta", "xml", "guess" or "default"
  std::size_t bom_length = 0;  ///< bytes of the byte order mark, which is not part of the text
};

/// The encoding of an HTML document: from the byte order mark, or else the charset of the Content-Type
/// header, a meta element, the XML declaration or a guess from the bytes; otherwise windows-1252, the
/// standard's default. Looks for the meta element in the first 64 KiB. The standard's prescan ends at 1,024
/// bytes, but a browser that finds a meta element later starts again with its encoding, so the result is the
/// same.
Encoding sniff_encoding(std::string_view bytes, std::string_view content_type);

/// A document as well-formed UTF-8. Most documents are UTF-8 already; then it points to their bytes, which
/// outlive it.
struct Decoded {
  /// Without byte order mark. Bytes that could not be decoded are U+FFFD; NUL is kept.
  std::string_view text() const { return converted ? std::string_view(*converted) : original; }

  std::string_view original;             ///< the bytes without byte order mark
  std::optional<std::string> converted;  ///< none if the bytes are UTF-8 already
  std::string encoding;                  ///< Encoding::name
  std::string source;                    ///< Encoding::source
};

/// Decodes an HTML document. Never fails and never stops early. `content_type` is the header's value, "" if
/// there is none. Thread: pure; any.
Decoded decode_html(std::string_view bytes, std::string_view content_type);

/// Decodes an XML document: the same, except that meta elements do not count, that the XML declaration also
/// counts behind what a server printed, and that a feed which says UTF-8 and is windows-1252, or the other
/// way round, is what it is.
Decoded decode_xml(std::string_view bytes, std::string_view content_type);

/// Decodes an XHTML document as browsers do: an XML document that is UTF-8 unless it says otherwise. Nothing
/// is guessed.
Decoded decode_xhtml(std::string_view bytes, std::string_view content_type);

}  // namespace trawl::page
