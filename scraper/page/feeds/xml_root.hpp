#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

/// Where an element stands that may be the root of a document.
enum class RootPlace {
  first,    ///< nothing but a prologue comes before it
  noticed,  ///< a server printed something before it: text, notices of PHP, a page that is closed
  wrapped,  ///< other elements are around it
  in_html,  ///< in an HTML page
};

/// Whether an element is the root of the document that is looked for. `name` is in lower case and has no
/// prefix.
using RootRule = std::function<bool(std::string_view name, RootPlace place)>;

/// Follows what comes before a root. Names are in lower case and have no prefix.
class RootSearch {
 public:
  /// Where the next element stands.
  RootPlace place() const;
  void pass_text(std::string_view text);
  void start(std::string name, bool is_empty);
  void end(std::string_view name);
  /// Of the document type with that root.
  void doctype(std::string_view root);
  /// An XML declaration begins a document, whatever came before it.
  void declaration();

 private:
  std::vector<std::string> open_;  // other than those that print notices
  bool has_passed_ = false;        // text or elements
  bool is_html_ = false;           // by its document type
};

/// The name of an element in lower case and without its prefix.
std::string local_name(std::string_view name);

}  // namespace trawl::page
