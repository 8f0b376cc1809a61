#pragma once
#include <cstdint>
#include <string_view>

#include "scraper/extract/css/css_syntax.hpp"

namespace trawl::extract {

/// What stands in the parentheses of a pseudo-class.
enum class CssTakes : std::uint8_t { nothing, selectors, relative, nth, nth_of, words };

struct CssPseudoClass {
  std::string_view name;
  CssPseudo pseudo;
  CssTakes takes;
};

/// Null for a name that is not known. Requires: lower case.
const CssPseudoClass* css_pseudo_class(std::string_view name);

}  // namespace trawl::extract
