#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace trawl::page {

/// Where an element stands that may be the root of a document.
enum class RootPlace {
  first,    ///< nothing but a prologue comes before it
  noticed,  ///< a server printed something before it (text, notices of PHP), or an XML declaration does
  wrapped,  ///< other elements come before it or are around it
  in_html,  ///< in an HTML page
};

/// Whether an element is the root of the document that is looked for. `name` is in lower case and has no
/// prefix.
using RootRule = std::function<bool(std::string_view name, RootPlace place)>;

/// The place of what follows an element that is not the root. `name` is in lower case and has no prefix.
RootPlace place_behind(std::string_view name, RootPlace place);

/// The name of an element in lower case and without its prefix.
std::string local_name(std::string_view name);

}  // namespace trawl::page
