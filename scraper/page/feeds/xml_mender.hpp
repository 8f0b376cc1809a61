#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

/// Turns broken XML into well-formed XML, piece by piece: balances tags, quotes attributes, escapes bare "&"
/// and "<", decodes HTML's named references, turns CDATA into text and removes control characters. Drops
/// comments, instructions, document types, and everything outside the first root element. Drops references to
/// entities that the document declares, so the output needs no declarations. Takes linear time; memory grows
/// with a piece, not with the document. Requires: `text` is UTF-8 and outlives the mender.
class XmlMender {
 public:
  explicit XmlMender(std::string_view text) : text_(text) {}

  /// Puts the next piece, which never ends inside a tag, into `piece`. Returns false at the end.
  bool next(std::string& piece);

 private:
  void step();
  bool skip(std::string_view begin, std::string_view end);
  void text_run();
  void cdata();
  void document_type();
  void start_tag();
  void end_tag();
  bool attribute(std::vector<std::string_view>& names, std::size_t& end);
  void append(std::string_view text);
  std::size_t append_reference(std::string_view text);
  std::string_view name_at(std::size_t begin) const;
  void close_to(std::size_t depth);
  bool is_over() const { return at_ >= text_.size(); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string* out_ = nullptr;
  std::vector<std::string_view> open_;  // names of the open elements
  std::size_t too_deep_ = 0;            // open elements that were dropped because of their depth
  bool has_ended_ = false;              // the root element is closed
  std::set<std::string_view> declared_;
};

}  // namespace trawl::page
