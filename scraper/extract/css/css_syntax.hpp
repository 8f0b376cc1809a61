#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace trawl::extract {

enum class CssPseudo : std::uint8_t {
  root,
  scope,
  empty,
  first_child,
  last_child,
  only_child,
  first_of_type,
  last_of_type,
  only_of_type,
  nth_child,
  nth_last_child,
  nth_of_type,
  nth_last_of_type,
  is,
  is_not,
  has,
  contains,
  lang,
  checked,
  disabled,
  enabled,
  required,
  optional,
  link,      ///< with link elements, as in cssselect
  any_link,  ///< without, as in HTML
  never      ///< :hover and others that a document at rest does not have
};

struct CssComplex;

/// A condition of a compound selector: .class, #id, [attribute] or :pseudo-class.
struct CssSimple {
  enum class Kind : std::uint8_t { of_class, id, attribute, pseudo };
  Kind kind = Kind::of_class;
  std::string name;  ///< of a class, id or attribute

  /// Of an attribute: the prefix, "*" for any namespace and "" for none; absent where none is written.
  std::optional<std::string> prefix;
  char match = '\0';  ///< '=' or what stands before it: ~ | ^ $ * !; '\0': has it
  char flag = '\0';   ///< 'i', 's' or '\0'
  std::string value;

  CssPseudo pseudo = CssPseudo::root;
  std::int64_t step = 0, offset = 0;  ///< an+b of the nth- classes
  std::vector<CssComplex> list;       ///< of :is, :not, :has, and after "of"
  std::vector<std::string> words;     ///< of :lang and :contains
};

/// An element's name and conditions, such as div.a:first-child.
struct CssCompound {
  std::optional<std::string> prefix;  ///< as CssSimple::prefix
  std::string name;                   ///< "" for any
  std::vector<CssSimple> conditions;
};

struct CssStep {
  char combinator = ' ';  ///< to the step before: ' ' > + ~; of the first one in :has, to its element
  CssCompound compound;
};

/// Compounds with combinators between them, and what is taken of the last one's elements.
struct CssComplex {
  std::vector<CssStep> steps;  ///< at least one
  enum class Taken : std::uint8_t { element, text, attribute };
  Taken taken = Taken::element;
  std::string attribute;  ///< the name in ::attr(name)
};

}  // namespace trawl::extract
