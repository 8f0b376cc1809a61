#pragma once
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

/// Makes well-formed XML of what people publish as XML, piece by piece: tags are balanced, attributes quoted, a bare "&"
/// and "<" escaped, HTML's named references decoded, CDATA made text, control characters taken out. Comments,
/// instructions, document types and all outside of the first root element are left out. Entities are not declared in what
/// comes out: a reference to one that the document itself declares leaves nothing behind. Linear in time; apart from a
/// piece, memory does not grow with the document. Requires: `text` is UTF-8 and outlives the mender.
class XmlMender {
 public:
  explicit XmlMender(std::string_view text) : text_(text) {}

  /// Puts the next piece, which never ends within a tag, into `piece`; false at the end.
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
  std::string_view name_at(std::size_t from) const;
  void close_to(std::size_t depth);
  bool is_over() const { return at_ >= text_.size(); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string* out_ = nullptr;
  std::vector<std::string_view> open_;  // names of the elements that are open
  std::size_t too_deep_ = 0;            // start tags left out because of their depth, and still open
  bool has_ended_ = false;              // the root element has
  std::set<std::string_view> declared_;
};

}  // namespace trawl::page
