#include "scraper/page/feeds/xml_reader.hpp"

#include <exception>
#include <memory>
#include <new>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/declared_encoding.hpp"
#include "scraper/page/encoding/decoder.hpp"
#include "scraper/page/encoding/encoding_guess.hpp"
#include "scraper/page/feeds/xml_mender.hpp"

namespace trawl::page {
namespace {

// The callbacks of libxml2. Nothing is thrown through it: an exception waits in the Reading until libxml2 has returned.

struct Reading {
  XmlHandler& handler;
  xmlParserCtxtPtr context = nullptr;
  std::exception_ptr failure;
};

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// As long as entities are not replaced, libxml2 gives "&amp;" in attributes as "&#38;".
std::string attribute_text(std::string_view value) {
  constexpr std::string_view kAmpersand = "&#38;";
  std::string text;
  for (std::size_t found; (found = value.find(kAmpersand)) != std::string_view::npos;) {
    (text += value.substr(0, found)) += '&';
    value.remove_prefix(found + kAmpersand.size());
  }
  return text += value;
}

template <class Call>
void tell(void* user, Call call) {
  auto& reading = *static_cast<Reading*>(user);
  if (reading.failure) return;
  try {
    call(reading.handler);
    if (reading.handler.has_enough()) xmlStopParser(reading.context);
  } catch (...) {
    reading.failure = std::current_exception();
    xmlStopParser(reading.context);
  }
}

void on_start(void* user, const xmlChar* name, const xmlChar*, const xmlChar* space, int, const xmlChar**,
              int count, int, const xmlChar** attributes) {
  tell(user, [&](XmlHandler& handler) {
    XmlTag tag;
    tag.name = text::lowered(view_of(name));
    tag.space = view_of(space);
    for (int i = 0; i < count; ++i, attributes += 5) {  // name, prefix, namespace, begin and end of the value
      const auto size = static_cast<std::size_t>(attributes[4] - attributes[3]);
      const std::string_view value(reinterpret_cast<const char*>(attributes[3]), size);
      tag.attributes.push_back({text::lowered(view_of(attributes[0])), std::string(view_of(attributes[2])),
                                attribute_text(value)});
    }
    handler.start(tag);
  });
}

void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  tell(user, [](XmlHandler& handler) { handler.end(); });
}

void on_text(void* user, const xmlChar* text, int size) {
  tell(user, [&](XmlHandler& handler) {
    handler.text(std::string_view(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)));
  });
}

xmlSAXHandler callbacks() {
  xmlSAXHandler sax{};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
  return sax;
}

}  // namespace

const std::string* XmlTag::find(std::string_view attribute, std::string_view in_space) const {
  for (const XmlAttribute& one : attributes) {
    if (one.name == attribute && one.space == in_space) return &one.value;
  }
  return nullptr;
}

void read_xml(std::string_view text, XmlHandler& handler) {
  static const bool kIsReady = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(kIsReady);
  Reading reading{handler, nullptr, nullptr};
  xmlSAXHandler sax = callbacks();
  const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> context(
      xmlCreatePushParserCtxt(&sax, &reading, nullptr, 0, nullptr), xmlFreeParserCtxt);
  if (!context) throw std::bad_alloc();
  reading.context = context.get();
  xmlCtxtUseOptions(context.get(), XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  XmlMender mender(text);
  for (std::string piece; mender.next(piece) && context->disableSAX == 0;) {
    xmlParseChunk(context.get(), piece.data(), static_cast<int>(piece.size()), 0);
  }
  xmlParseChunk(context.get(), nullptr, 0, 1);
  if (reading.failure) std::rethrow_exception(reading.failure);
}

std::string decoded_xml(std::string_view bytes, std::string_view content_type) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return text::clean_utf8(bytes.substr(3));
  if (bytes.starts_with("\xFE\xFF")) return decoded(bytes.substr(2), "UTF-16BE");
  if (bytes.starts_with("\xFF\xFE")) return decoded(bytes.substr(2), "UTF-16LE");
  std::string_view encoding = encoding_of_header(content_type);
  if (encoding.empty()) encoding = encoding_of_xml_declaration(text::trimmed_front(bytes, text::kHttpSpace));
  if (encoding.empty() && text::is_utf8(bytes)) encoding = "UTF-8";
  if (encoding.empty()) encoding = guessed_encoding(bytes);
  return decoded(bytes, encoding.empty() ? "windows-1252" : encoding);
}

}  // namespace trawl::page
