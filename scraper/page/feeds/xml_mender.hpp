#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scraper/page/feeds/xml_root.hpp"

namespace trawl::page {

/// Turns broken XML into well-formed XML, piece by piece: balances tags, quotes attributes, escapes bare "&"
/// and "<", decodes HTML's named references, turns CDATA into text and removes control characters. Drops
/// comments, instructions, document types, and everything outside the root element. Drops references to
/// entities that the document declares, so the output needs no declarations: in a text the instruction
/// <?dropped?> tells of them, and an attribute is dropped with them. Takes linear time; memory grows with a
/// piece, not with the document. Requires: `text` is UTF-8 and outlives the mender.
class XmlMender {
 public:
  /// The first element is the root.
  explicit XmlMender(std::string_view text)
      : XmlMender(text, [](std::string_view, RootPlace) { return true; }) {}
  XmlMender(std::string_view text, RootRule is_root) : text_(text), is_root_(std::move(is_root)) {}

  /// Moves to the next root, which may follow one that has ended. Returns its name in lower case and without
  /// its prefix; "" if there is none behind 64 KiB of other content.
  std::string seek_root();
  /// Where the root stands that seek_root() found.
  RootPlace place() const { return search_.place(); }

  /// Puts the next piece of the root element, which never ends inside a tag, into `piece`. Returns false at
  /// its end.
  bool next(std::string& piece);
  /// Whether an element was left out because of its depth, 200.
  bool was_too_deep() const { return was_too_deep_; }
  /// Whether an element had more attributes than the 100 that are kept.
  bool had_too_many_attributes() const { return had_too_many_attributes_; }

 private:
  void step();
  std::string root_ahead() const;
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
  RootRule is_root_;
  RootSearch search_;
  std::size_t passed_ = 0;  // bytes outside of a root since the last one
  std::size_t at_ = 0;
  std::string* out_ = nullptr;
  std::vector<std::string_view> open_;  // names of the open elements
  std::size_t too_deep_ = 0;            // open elements that were dropped because of their depth
  bool was_too_deep_ = false;
  bool had_too_many_attributes_ = false;
  bool has_ended_ = false;    // the root element is closed
  bool has_dropped_ = false;  // a reference, since the caller last looked
  std::set<std::string_view> declared_;
};

}  // namespace trawl::page
