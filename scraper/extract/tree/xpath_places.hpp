#pragma once
#include <cstdint>
#include <map>
#include <utility>

struct _xmlXPathContext;
struct _xmlNode;

namespace trawl::extract {

/// Where elements stand among their siblings, remembered for one tree, so that asking for all children of an
/// element in turn takes linear time, also from many rows. Also the element at which the evaluation began.
class XPathPlaces {
 public:
  /// Forgets all of another tree. `tree` is Tree::Impl::id.
  void begin(const _xmlNode* context, std::uint64_t tree);
  /// From 1; among all elements or those of the same name; from the front or from the end.
  std::int64_t place_of(const _xmlNode* element, bool of_type, bool from_last);
  /// How many nodes place_of() and depth() have looked at since this was asked.
  unsigned long take_walked() { return std::exchange(walked_, 0); }
  std::int64_t depth();  ///< how many ancestors the first context has, the document not counted

 private:
  using Siblings = std::pair<const void*, const void*>;  ///< their parent and, of a type, their name
  struct Known {
    const _xmlNode* element;
    std::int64_t place;
  };
  std::map<Siblings, Known> known_[2];
  const _xmlNode* context_ = nullptr;
  std::uint64_t tree_ = 0;
  unsigned long walked_ = 0;
};

/// Adds what compiled CSS uses, to a context whose `userData` is an XPathState: nth-child(a, b),
/// nth-last-child(a, b), nth-of-type(a, b) and nth-last-of-type(a, b), which are true for an element at a
/// place a*n+b (n = 0, 1, …), and the variable $depth: how many ancestors the context has.
void register_places(_xmlXPathContext* context);

}  // namespace trawl::extract
