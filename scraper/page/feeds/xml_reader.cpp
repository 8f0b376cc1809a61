#include "scraper/page/feeds/xml_reader.hpp"

#include <exception>
#include <memory>
#include <new>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "fetch/text/ascii.hpp"
#include "scraper/page/feeds/xml_mender.hpp"

namespace trawl::page {
namespace {

// The callbacks of libxml2. No exception may pass through libxml2: the Reading keeps it until libxml2
// returns.

struct Reading {
  XmlHandler& handler;
  xmlParserCtxtPtr context = nullptr;
  std::exception_ptr failure;
};

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Without entity replacement, libxml2 passes "&amp;" in attributes as "&#38;".
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

void on_start(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* space, int,
              const xmlChar**, int count, int, const xmlChar** attributes) {
  tell(user, [&](XmlHandler& handler) {
    XmlTag tag;
    tag.name = text::lowered(view_of(name));
    tag.prefix = view_of(prefix);
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

/// The mender writes no other instruction than the one that stands for a dropped reference.
void on_instruction(void* user, const xmlChar*, const xmlChar*) {
  tell(user, [](XmlHandler& handler) { handler.dropped(); });
}

xmlSAXHandler callbacks() {
  xmlSAXHandler sax{};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = on_start;
  sax.endElementNs = on_end;
  sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
  sax.processingInstruction = on_instruction;
  return sax;
}

/// Reads the root at which the mender stands.
void read_root(XmlMender& mender, XmlHandler& handler) {
  Reading reading{handler, nullptr, nullptr};
  xmlSAXHandler sax = callbacks();
  const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> context(
      xmlCreatePushParserCtxt(&sax, &reading, nullptr, 0, nullptr), xmlFreeParserCtxt);
  if (!context) throw std::bad_alloc();
  reading.context = context.get();
  xmlCtxtUseOptions(context.get(), XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
  for (std::string piece; mender.next(piece) && context->disableSAX == 0;) {
    xmlParseChunk(context.get(), piece.data(), static_cast<int>(piece.size()), 0);
  }
  xmlParseChunk(context.get(), nullptr, 0, 1);
  if (reading.failure) std::rethrow_exception(reading.failure);
}

}  // namespace

const std::string* XmlTag::find(std::string_view attribute, std::string_view attribute_space) const {
  for (const XmlAttribute& one : attributes) {
    if (one.name == attribute && one.space == attribute_space) return &one.value;
  }
  return nullptr;
}

void read_xml(std::string_view text, XmlHandler& handler) {
  static const bool kIsReady = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(kIsReady);
  constexpr int kMostRoots = 1'000;
  XmlMender mender(
      text, [&handler](std::string_view name, RootPlace place) { return handler.is_root(name, place); });
  for (int roots = 0; roots < kMostRoots && !mender.seek_root().empty(); ++roots) {
    read_root(mender, handler);
    if (handler.has_enough() || !handler.reads_all_roots()) break;
  }
}

}  // namespace trawl::page
