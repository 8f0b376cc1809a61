#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <utility>

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "scraper/extract/rows/page_budget.hpp"
#include "scraper/extract/tree/impl.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "scraper/extract/tree/xpath_functions.hpp"
#include "scraper/extract/tree/xpath_rewriter.hpp"
#include "scraper/extract/tree/xpath_text.hpp"

namespace trawl::extract {
namespace {

constexpr std::uint64_t kMostUncounted = 50'000;
constexpr int kBeyondLimit =
    static_cast<int>(XML_XPATH_EXPRESSION_OK) + static_cast<int>(XPATH_OP_LIMIT_EXCEEDED);

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
    for (const XPathPart& part : parts) paths.push_back(compiled_path(part));
  }

  /// A part made ready.
  struct Path {
    std::vector<Compiled> owned;
    CompiledSteps whole;
    std::vector<CompiledSteps> steps;
    bool is_counted = true;  ///< otherwise it may not take many steps, because some do not count
  };

  Path compiled_path(const XPathPart& part) {
    Path path;
    const auto add = [&](Compiled expression) {
      return path.owned.emplace_back(std::move(expression)).get();
    };
    path.whole.expression = add(compiled(part.text, part.at));
    const auto counted = counted_xpath(part.text);
    path.is_counted = counted.has_value();
    if (!counted) return path;
    path.whole.is_streamed = counted->is_streamed;
    path.whole.from_root = counted->text.starts_with('/');
    if (!counted->is_streamed) path.whole.expression = add(compiled(counted->text, part.at));
    for (const CountedXPath::Steps& steps : counted->steps)
      path.steps.push_back({add(compiled(steps.text, part.at)), steps.descends, steps.is_streamed});
    return path;
  }
  Compiled compiled(const std::string& expression, std::size_t at) {
    Compiled made(xmlXPathCtxtCompile(context.get(), xml_text(expression)));
    if (!made) throw SelectorError(at + state.error_at, message_of(state.error_code));
    return made;
  }

  static void on_error(void* user, xmlErrorPtr error) {
    auto* const state = static_cast<XPathState*>(user);
    state->error_code = error->code;
    state->error_at = static_cast<std::size_t>(std::max(error->int1, 0));
  }

  XPathState state;
  Context context;
  std::vector<Path> paths;
};

/// One evaluation of all parts of an expression.
class Evaluation {
 public:
  Evaluation(Evaluator& evaluator, const TreeLimits& limits, PageBudget& budget)
      : evaluator_(evaluator), limits_(limits), budget_(budget) {}

  void run(const std::vector<XPathPart>& parts, xmlNode* start, std::uint64_t tree) {
    evaluator_.state.places.begin(start, tree);
    evaluator_.state.budget = &budget_;
    if (budget_.has_ended()) fail(budget_.end());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      at_ = parts[i].at;
      evaluate(evaluator_.paths[i], start);
      if (parts.size() > 1 && atom) fail("only nodes can be joined by \"|\"");
      if (nodes.size() > limits_.matches) fail("more than " + std::to_string(limits_.matches) + " matches");
    }
    put_in_order(nodes, parts.size() > 1);
  }

  std::vector<xmlNode*> nodes;
  std::optional<XPath::Value> atom;  ///< a text, number or truth

 private:
  [[noreturn]] void fail(const std::string& message) const { throw SelectorError(at_, message); }

  /// Appends the nodes that the expression gives.
  void evaluate(const Evaluator::Path& path, xmlNode* start) {
    XPathState& state = evaluator_.state;
    state.error_code = 0;
    state.error.clear();
    state.steps = &path.steps;
    xmlXPathContext& context = *evaluator_.context;
    const std::uint64_t most = std::min(path.is_counted ? limits_.steps : kMostUncounted, limits_.steps);
    const bool is_for_page = budget_.steps() < most;
    // To libxml2, 0 means no limit.
    context.opLimit = std::max<std::uint64_t>(std::min(most, budget_.steps()), 1);
    context.opCount = 0;
    context.depth = 0;
    const Object result(evaluated(path.whole, start, &context));
    const bool is_beyond = state.error_code == kBeyondLimit;
    const std::uint64_t steps = std::min<std::uint64_t>(context.opCount, context.opLimit);
    if (!budget_.spend(steps + (is_beyond && is_for_page ? 1 : 0))) fail(budget_.end());
    if (!result || state.error_code != 0)
      fail(state.error.empty() ? message_of(state.error_code) : state.error);
    switch (result->type) {
      case XPATH_NODESET:
        for (int i = 0; result->nodesetval != nullptr && i < result->nodesetval->nodeNr; ++i) {
          xmlNode* const node = result->nodesetval->nodeTab[i];
          if (node->type != XML_NAMESPACE_DECL) nodes.push_back(node);
        }
        return;
      case XPATH_BOOLEAN:
        atom = result->boolval != 0;
        return;
      case XPATH_NUMBER:
        atom = result->floatval;
        return;
      default:
        atom = std::string(reinterpret_cast<const char*>(result->stringval));
    }
  }

  Evaluator& evaluator_;
  const TreeLimits& limits_;
  PageBudget& budget_;
  std::size_t at_ = 0;  ///< where the part begins that is evaluated
};

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

XPath::Value XPath::evaluate(const Tree& tree, const Node& context, PageBudget* budget) const {
  auto evaluator = impl_->take();
  xmlXPathContext& c = *evaluator->context;
  c.doc = reinterpret_cast<xmlDoc*>(tree.impl_->nodes.document());
  // The prefixes of the root, except those that were given.
  std::vector<xmlNs*> spaces;
  PageBudget own;
  if (budget == nullptr) budget = &own;
  if (const Node root = tree.root(); root && !tree.is_html()) {
    for (xmlNs* space = static_cast<xmlNode*>(root.raw_)->nsDef; space != nullptr; space = space->next) {
      budget->spend(2);
      if (space->prefix != nullptr && xmlXPathNsLookup(&c, space->prefix) == nullptr) spaces.push_back(space);
    }
  }
  c.namespaces = spaces.data();
  c.nsNr = static_cast<int>(spaces.size());
  std::exception_ptr failure;
  Evaluation evaluation(*evaluator, tree.limits(), *budget);
  try {
    evaluation.run(impl_->parts, static_cast<xmlNode*>(context.raw_), tree.impl_->id);
  } catch (...) {
    failure = std::current_exception();
  }
  c.namespaces = nullptr;
  c.nsNr = 0;
  impl_->give_back(std::move(evaluator));
  if (failure) std::rethrow_exception(failure);
  if (evaluation.atom) return std::move(*evaluation.atom);
  std::vector<Node> found;
  found.reserve(evaluation.nodes.size());
  for (xmlNode* const node : evaluation.nodes) found.push_back(Node(node, node->type == XML_ATTRIBUTE_NODE));
  return found;
}

}  // namespace trawl::extract
