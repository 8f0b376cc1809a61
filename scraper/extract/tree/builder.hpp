#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "scraper/extract/tree/nodes.hpp"
#include "scraper/extract/tree/open_elements.hpp"
#include "scraper/page/html/html_token.hpp"

namespace trawl::extract {

/// Builds the tree of an HTML document from its tokens, with scripting off
/// (https://html.spec.whatwg.org/multipage/parsing.html#tree-construction). Deviations: the content of a
/// template stands below the template itself; elements of SVG and MathML have no namespace; an element deeper
/// than the limit becomes a sibling; at most 64 formatting elements are reopened.
/// Invariant: its functions never call themselves over the structure of the document.
class TreeBuilder {
 public:
  /// Adds to `nodes`, which outlives this.
  explicit TreeBuilder(TreeNodes& nodes) : nodes_(nodes) {}
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  /// Call for each token, in document order; comments and doctypes as well.
  void read(const page::Token& token);
  /// Call after the last token: makes html, head and body if they are missing.
  void close();
  bool was_too_deep() const { return was_too_deep_; }
  bool had_too_many_attributes() const { return had_too_many_attributes_; }

 private:
  enum class Mode : std::uint8_t {
    before_html,
    before_head,
    in_head,
    in_head_noscript,
    after_head,
    in_body,
    text,
    in_table,
    in_caption,
    in_column_group,
    in_table_body,
    in_row,
    in_cell,
    in_template,
    after_body,
    in_frameset,
    after_frameset,
    after_after_body,
    after_after_frameset
  };
  using Token = page::Token;
  using Kind = page::Token::Kind;

  // Which rules apply.
  void dispatch(const Token& token);
  void by_mode(Mode mode, const Token& token);
  bool is_foreign(const Token& token) const;
  void reset_mode();
  void comment(const Token& token);
  bool take_space(const Token& token, Token& rest, bool is_kept);

  // One function for each insertion mode, or for those that differ little.
  void before_html(const Token& token);
  void before_head(const Token& token);
  void in_head(const Token& token);
  void in_head_noscript(const Token& token);
  void after_head(const Token& token);
  void in_text(const Token& token);
  void in_template(const Token& token);
  void after_body(const Token& token);
  void frameset_modes(const Token& token);
  void end_template();
  void open_body();

  void in_body(const Token& token);
  void in_body_start(const Token& token);
  void start_by_rules(const Token& token);
  void in_body_end(const Token& token);
  void body_text(const Token& token);
  void open_list_item(const Token& token);
  void open_form(const Token& token);
  void end_form();
  void end_block(Element element);
  void end_any(const Token& token);
  void end_any(const char* name, Element element);
  void close_p();

  void in_table(const Token& token);
  void in_table_start(const Token& token);
  void in_caption(const Token& token);
  void in_column_group(const Token& token);
  void in_table_body(const Token& token);
  void in_row(const Token& token);
  void in_cell(const Token& token);
  void in_body_fostered(const Token& token);
  void close_cell();
  bool close_caption();

  void foreign(const Token& token);
  void foreign_start(const Token& token);
  void foreign_end(const Token& token);
  void insert_foreign(const Token& token, Space space);

  // Making elements.
  NodePlace place(const OpenElement* target = nullptr) const;
  NodePlace foster_place() const;
  RawNode insert(const Token& token);
  RawNode insert(const char* name, Element element);
  void insert_void(const Token& token);
  void insert_raw(const Token& token);
  void open(const OpenElement& opened, NodePlace where);
  void add_attributes(RawNode node, const Token& token, Space space);
  void add_foreign_attribute(RawNode node, std::string_view lower, std::string_view raw, Space space);
  void merge_attributes(RawNode node, const Token& token);
  void insert_text(const Token& token);
  const char* name_of(const Token& token);
  const char* name_of(Element element);

  // Formatting elements
  // (https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements).
  struct Formatting {
    RawNode node;  ///< null: a marker
    const char* name;
    Element element;
  };
  void push_formatting(RawNode node, Element element);
  void push_marker() { formatting_.push_back({nullptr, "", Element::unknown}); }
  void clear_to_marker();
  void reconstruct();
  std::size_t find_formatting(Element element) const;
  std::size_t find_formatting(RawNode node) const;
  void erase_formatting(std::size_t index);
  void adopt(const Token& token);
  bool adopt_once(const Token& token);

  TreeNodes& nodes_;
  OpenElements open_;
  std::vector<Formatting> formatting_;
  std::vector<Mode> template_modes_;
  Mode mode_ = Mode::before_html;
  Mode mode_after_text_ = Mode::in_body;
  RawNode head_ = nullptr;
  RawNode form_ = nullptr;
  bool has_body_ = false;
  bool quirks_ = true;
  bool has_doctype_ = false;
  bool frameset_ok_ = true;
  bool fosters_ = false;
  bool skips_newline_ = false;
  bool lost_table_ = false;  ///< a part of a table was closed because of the depth
  bool was_too_deep_ = false;
  bool had_too_many_attributes_ = false;
  std::uint32_t tags_ = 0;
  _xmlNs* xlink_ = nullptr;
  _xmlNs* xml_ = nullptr;
  std::array<const char*, 256> names_{};  ///< of the HTML elements, once they were seen
};

}  // namespace trawl::extract
