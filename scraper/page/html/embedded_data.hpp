#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/page/html/html_token.hpp"
#include "scraper/page/page.hpp"

namespace trawl::page {

/// What a page says to machines: its JSON-LD scripts, and the meta elements of OpenGraph and Twitter cards.
/// A page may declare prefixes (https://www.w3.org/TR/rdfa-core/#A-prefix): then their properties count, too,
/// and those of OpenGraph's vocabularies get its own prefixes. Page says how much is kept.
class EmbeddedData {
 public:
  /// Reads the start tag of an html, head, meta or script element.
  void start_tag(const Token& tag);
  /// Reads text in a script, and the end of one.
  void script_text(const Token& token);
  void end_script();
  /// Moves what was found to `page`.
  void write_to(Page& page);

 private:
  void read_prefixes(const Token& tag);
  void declare(std::string_view prefix, std::string_view vocabulary);
  void read_meta(const Token& tag);
  std::string known_name(std::string_view name) const;

  std::vector<std::string> json_ld_;
  std::vector<std::pair<std::string, std::string>> open_graph_;
  std::vector<std::pair<std::string, std::string>> prefixes_;  ///< declared, and what each becomes; with ":"
  std::size_t json_bytes_ = 0;
  std::size_t json_ld_cut_ = 0, open_graph_cut_ = 0;
  std::string script_;
  bool in_json_ld_ = false;
};

}  // namespace trawl::page
