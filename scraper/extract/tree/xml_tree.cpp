// Reads XML into a tree: the mender of the feeds makes it well-formed, libxml2 parses it.
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "scraper/extract/tree/impl.hpp"
#include "scraper/page/feeds/xml_mender.hpp"

namespace trawl::extract {
namespace {

/// The mender leaves out what is deeper, since libxml2 stops at 256.
constexpr std::size_t kDeepestXml = 200;

std::string_view view_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

/// Whether names of that namespace have none in HTML.
bool is_bare_in_html(std::string_view prefix, std::string_view uri) {
  if (uri == "http://www.w3.org/1999/xhtml") return true;
  return prefix.empty() &&
         (uri == "http://www.w3.org/2000/svg" || uri == "http://www.w3.org/1998/Math/MathML");
}

/// Makes nodes of what libxml2 reads. No exception may pass through libxml2: it is kept until libxml2
/// returns.
class XmlSink {
 public:
  XmlSink(TreeNodes& nodes, XmlNames names) : nodes_(nodes), names_(names) {
    open_.push_back(nodes.document());
  }

  void start(std::string_view name, std::string_view prefix, std::string_view uri) {
    const RawNode node = nodes_.element(nodes_.names().intern(name).text);
    if (!uri.empty() && !is_left_out(prefix, uri)) TreeNodes::set_name_space(node, space_of(prefix, uri));
    nodes_.insert(node, {open_.back(), nullptr});
    open_.push_back(node);
  }
  void declare(std::string_view prefix, std::string_view uri) {
    if (!is_left_out(prefix, uri)) nodes_.declare(open_.back(), nodes_.name_space(prefix, uri));
  }
  void attribute(std::string_view name, std::string_view prefix, std::string_view uri,
                 std::string_view value) {
    if (attributes_++ >= nodes_.limits().attributes) return;
    _xmlNs* const space = uri.empty() ? nullptr : space_of(prefix, uri);
    nodes_.attribute(open_.back(), nodes_.names().intern(name).text, value, space);
  }
  void begin_attributes() { attributes_ = 0; }
  void end() {
    if (open_.size() > 1) open_.pop_back();
  }
  void text(std::string_view text) { nodes_.insert_text(text, {open_.back(), nullptr}); }
  bool is_full() const { return nodes_.is_full(); }

  template <class Call>
  void tell(Call call) {
    if (failure_) return;
    try {
      call(*this);
      if (nodes_.is_full()) xmlStopParser(context);
    } catch (...) {
      failure_ = std::current_exception();
      xmlStopParser(context);
    }
  }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

  xmlParserCtxtPtr context = nullptr;

 private:
  bool is_left_out(std::string_view prefix, std::string_view uri) const {
    return names_ == XmlNames::as_in_html && is_bare_in_html(prefix, uri);
  }

  /// One namespace serves all elements that name it alike.
  _xmlNs* space_of(std::string_view prefix, std::string_view uri) {
    _xmlNs*& known = spaces_[{std::string(prefix), std::string(uri)}];
    if (known == nullptr) known = nodes_.name_space(prefix, uri);
    return known;
  }

  TreeNodes& nodes_;
  const XmlNames names_;
  std::vector<RawNode> open_;
  std::map<std::pair<std::string, std::string>, _xmlNs*> spaces_;
  std::size_t attributes_ = 0;
  std::exception_ptr failure_;
};

void on_start(void* user, const xmlChar* name, const xmlChar* prefix, const xmlChar* uri, int space_count,
              const xmlChar** spaces, int count, int, const xmlChar** attributes) {
  static_cast<XmlSink*>(user)->tell([&](XmlSink& sink) {
    sink.start(view_of(name), view_of(prefix), view_of(uri));
    for (int i = 0; i < space_count; ++i, spaces += 2) sink.declare(view_of(spaces[0]), view_of(spaces[1]));
    sink.begin_attributes();
    for (int i = 0; i < count; ++i, attributes += 5) {  // name, prefix, URI, begin and end of the value
      const auto size = static_cast<std::size_t>(attributes[4] - attributes[3]);
      sink.attribute(view_of(attributes[0]), view_of(attributes[1]), view_of(attributes[2]),
                     {reinterpret_cast<const char*>(attributes[3]), size});
    }
  });
}

void on_end(void* user, const xmlChar*, const xmlChar*, const xmlChar*) {
  static_cast<XmlSink*>(user)->tell([](XmlSink& sink) { sink.end(); });
}

void on_text(void* user, const xmlChar* text, int size) {
  static_cast<XmlSink*>(user)->tell([&](XmlSink& sink) {
    sink.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)});
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

void read_xml_tree(std::string_view document, Tree::Impl& tree, XmlNames names) {
  page::XmlMender mender(document);
  if (mender.seek_root().empty()) return;
  XmlSink sink(tree.nodes, names);
  xmlSAXHandler sax = callbacks();
  const std::unique_ptr<xmlParserCtxt, void (*)(xmlParserCtxtPtr)> context(
      xmlCreatePushParserCtxt(&sax, &sink, nullptr, 0, nullptr), xmlFreeParserCtxt);
  if (!context) throw std::bad_alloc();
  sink.context = context.get();
  // The mender lets no declaration of an entity through, so that there is none to be replaced but "&amp;" and
  // its like.
  xmlCtxtUseOptions(context.get(), XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
                                       XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
  for (std::string piece; mender.next(piece) && context->disableSAX == 0;) {
    xmlParseChunk(context.get(), piece.data(), static_cast<int>(piece.size()), 0);
  }
  xmlParseChunk(context.get(), nullptr, 0, 1);
  sink.rethrow();
  if (tree.nodes.is_full()) {
    tree.cut = tree_is_full(tree.nodes.limits());
  } else if (mender.was_too_deep()) {
    tree.cut = "elements deeper than " + std::to_string(kDeepestXml) + " were left out";
  } else if (mender.had_too_many_attributes()) {
    tree.cut = "of an element's attributes, the first 100 were read";
  }
}

}  // namespace trawl::extract
