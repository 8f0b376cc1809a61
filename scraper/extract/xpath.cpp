#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "scraper/extract/tree.hpp"
#include "scraper/extract/tree/impl.hpp"
#include "scraper/extract/tree/xpath_functions.hpp"
#include "scraper/extract/tree/xpath_text.hpp"

namespace trawl::extract {
namespace {

using NamespaceList = std::vector<std::pair<std::string, std::string>>;

const xmlChar* xml_text(const std::string& text) {
  return reinterpret_cast<const xmlChar*>(text.c_str());
}

template <class Type, void (*Free)(Type*)>
struct Freed {
  void operator()(Type* pointer) const { Free(pointer); }
};
using Context = std::unique_ptr<xmlXPathContext, Freed<xmlXPathContext, xmlXPathFreeContext>>;
using Compiled = std::unique_ptr<xmlXPathCompExpr, Freed<xmlXPathCompExpr, xmlXPathFreeCompExpr>>;
using Object = std::unique_ptr<xmlXPathObject, Freed<xmlXPathObject, xmlXPathFreeObject>>;

std::string message_of(int code) {
  switch (code - XML_XPATH_EXPRESSION_OK) {
    case XPATH_NUMBER_ERROR:
      return "a number is expected here";
    case XPATH_UNFINISHED_LITERAL_ERROR:
    case XPATH_START_LITERAL_ERROR:
      return "this quote is not closed";
    case XPATH_UNDEF_PREFIX_ERROR:
      return "a prefix stands for no namespace of the document";
    case XPATH_UNCLOSED_ERROR:
      return "this bracket is not closed";
    case XPATH_INVALID_OPERAND:
    case XPATH_INVALID_TYPE:
      return "an operand or argument is of the wrong type";
    case XPATH_INVALID_ARITY:
      return "a function has too few or too many arguments";
    case XPATH_INVALID_CHAR_ERROR:
      return "this character is not allowed here";
    case XPATH_OP_LIMIT_EXCEEDED:
    case XPATH_RECURSION_LIMIT_EXCEEDED:
      return "the expression takes too many steps on this page";
    case XPATH_MEMORY_ERROR:
      return "there is not enough memory";
    default:
      return "the expression is not well-formed here";
  }
}

/// What is needed to evaluate an expression. libxml2 writes into both while it does, so that each thread
/// takes one of its own.
struct Evaluator {
  Evaluator(const std::vector<XPathPart>& parts, const NamespaceList& namespaces)
      : context(xmlXPathNewContext(nullptr)) {
    if (!context) throw std::bad_alloc();
    context->error = on_error;
    context->userData = &state;
    xmlXPathContextSetCache(context.get(), 1, -1, 0);
    register_functions(context.get());
    for (const auto& [prefix, uri] : namespaces)
      xmlXPathRegisterNs(context.get(), xml_text(prefix), xml_text(uri));
    for (const XPathPart& part : parts) {
      compiled.emplace_back(xmlXPathCtxtCompile(context.get(), xml_text(part.text)));
      if (!compiled.back()) throw SelectorError(part.at + state.error_at, message_of(state.error_code));
    }
  }

  static void on_error(void* user, xmlErrorPtr error) {
    auto* const state = static_cast<XPathState*>(user);
    state->error_code = error->code;
    state->error_at = static_cast<std::size_t>(std::max(error->int1, 0));
  }

  XPathState state;
  std::vector<Compiled> compiled;
  Context context;
};

std::size_t number_of(const xmlNode* node) {
  return reinterpret_cast<std::size_t>(node->_private);
}

/// Document order, each node once.
void put_in_order(std::vector<xmlNode*>& nodes, bool might_repeat) {
  const auto before = [](const xmlNode* a, const xmlNode* b) { return number_of(a) < number_of(b); };
  if (!std::ranges::is_sorted(nodes, before)) std::ranges::sort(nodes, before);
  if (might_repeat) nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

}  // namespace

struct XPath::Impl {
  std::vector<XPathPart> parts;
  NamespaceList namespaces;
  std::mutex mutex;
  std::vector<std::unique_ptr<Evaluator>> free;  ///< those that no thread uses now

  std::unique_ptr<Evaluator> take() {
    {
      const std::lock_guard lock(mutex);
      if (!free.empty()) {
        auto taken = std::move(free.back());
        free.pop_back();
        return taken;
      }
    }
    return std::make_unique<Evaluator>(parts, namespaces);
  }
  void give_back(std::unique_ptr<Evaluator> evaluator) {
    evaluator->context->doc = nullptr;
    evaluator->context->node = nullptr;
    const std::lock_guard lock(mutex);
    free.push_back(std::move(evaluator));
  }
};

XPath::XPath(const std::string& expression, std::vector<std::pair<std::string, std::string>> namespaces)
    : impl_(std::make_unique<Impl>()) {
  if (const std::size_t null = expression.find('\0'); null != std::string::npos)
    throw SelectorError(null, "U+0000 is not allowed here");
  impl_->parts = xpath_parts(expression);
  impl_->namespaces = std::move(namespaces);
  impl_->free.push_back(std::make_unique<Evaluator>(impl_->parts, impl_->namespaces));
}

XPath::XPath(XPath&&) noexcept = default;
XPath& XPath::operator=(XPath&&) noexcept = default;
XPath::~XPath() = default;

XPath::Value XPath::evaluate(const Tree& tree, const Node& context) const {
  auto evaluator = impl_->take();
  xmlXPathContext& c = *evaluator->context;
  const TreeLimits& limits = tree.limits();
  c.doc = reinterpret_cast<xmlDoc*>(tree.impl_->nodes.document());
  c.opLimit = limits.steps;
  c.opCount = 0;
  // The prefixes of the root, except those that were given.
  std::vector<xmlNs*> spaces;
  if (const Node root = tree.root(); root && !tree.is_html()) {
    for (xmlNs* space = static_cast<xmlNode*>(root.raw_)->nsDef; space != nullptr; space = space->next) {
      if (space->prefix != nullptr && xmlXPathNsLookup(&c, space->prefix) == nullptr) spaces.push_back(space);
    }
  }
  c.namespaces = spaces.data();
  c.nsNr = static_cast<int>(spaces.size());

  std::vector<xmlNode*> nodes;
  XPath::Value value;
  std::string failure;
  std::size_t failed_at = 0;
  for (std::size_t i = 0; i < evaluator->compiled.size() && failure.empty(); ++i) {
    XPathState& state = evaluator->state;
    state.error_code = 0;
    state.error.clear();
    state.places.begin(static_cast<const xmlNode*>(context.raw_));
    c.node = static_cast<xmlNode*>(context.raw_);
    const Object result(xmlXPathCompiledEval(evaluator->compiled[i].get(), &c));
    if (!result || state.error_code != 0) {
      failure = state.error.empty() ? message_of(state.error_code) : state.error;
      failed_at = impl_->parts[i].at;
      break;
    }
    switch (result->type) {
      case XPATH_NODESET:
        for (int n = 0; result->nodesetval != nullptr && n < result->nodesetval->nodeNr; ++n) {
          xmlNode* const node = result->nodesetval->nodeTab[n];
          if (node->type != XML_NAMESPACE_DECL) nodes.push_back(node);
        }
        break;
      case XPATH_BOOLEAN:
        value = result->boolval != 0;
        break;
      case XPATH_NUMBER:
        value = result->floatval;
        break;
      default:
        value = std::string(reinterpret_cast<const char*>(result->stringval));
    }
    if (evaluator->compiled.size() > 1 && result->type != XPATH_NODESET) {
      failure = "only nodes can be joined by \"|\"";
      failed_at = impl_->parts[i].at;
    }
    if (nodes.size() > limits.matches) {
      failure = "more than " + std::to_string(limits.matches) + " matches";
    }
  }
  const bool is_nodes = std::holds_alternative<std::vector<Node>>(value);
  const std::size_t parts = evaluator->compiled.size();
  c.namespaces = nullptr;
  c.nsNr = 0;
  impl_->give_back(std::move(evaluator));
  if (!failure.empty()) throw SelectorError(failed_at, failure);
  if (!is_nodes) return value;
  put_in_order(nodes, parts > 1);
  auto& found = std::get<std::vector<Node>>(value);
  found.reserve(nodes.size());
  for (xmlNode* const node : nodes) found.push_back(Node(node, node->type == XML_ATTRIBUTE_NODE));
  return value;
}

}  // namespace trawl::extract
