#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::extract {

/// Writes finished blocks (paragraphs, headings, code, tables) into quotes and list items, with the blank
/// lines that Markdown needs between them (https://spec.commonmark.org/0.30/#container-blocks).
class MarkdownBlocks {
 public:
  /// Nothing is written beyond so many bytes: prefixes and links may make much of a small page.
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

  /// Lines of a block are separated by "\n". Nothing is written for an empty one.
  void write(std::string_view block, bool is_paragraph);
  void write_rule();

  void open_quote();
  void close_quote();
  /// `start` is the first number of an ordered list; it counts down if `is_reversed`.
  void open_list(bool is_ordered, std::int64_t start = 1, bool is_reversed = false);
  void close_list();
  /// Ends no item before it. `value`, if given, is its number.
  void open_item(const std::int64_t* value = nullptr);
  /// Goes on in the last item of the list, or begins one.
  void reopen_item();
  void close_item();

  bool is_in_list() const { return !levels_.empty() && levels_.back().kind == Kind::list; }
  bool is_in_item() const { return !levels_.empty() && levels_.back().kind == Kind::item; }
  bool is_full() const { return out_.size() >= kMostBytes; }
  std::string take() { return std::move(out_); }

 private:
  enum class Kind : std::uint8_t { quote, list, item };
  struct Level {
    Kind kind = Kind::quote;
    std::string first, rest;  ///< before its first line, before the others
    bool is_begun = false;    ///< its first line is written
    // of an item
    std::size_t blocks = 0;
    bool ends_in_paragraph = false, separation_before = true;
    // of a list
    bool is_ordered = false, is_reversed = false, is_loose = false, has_items = false;
    char mark = '-';
    std::int64_t next = 1;
    std::size_t last_indent = 0;  ///< of its last item
  };

  bool has_new_item() const;
  bool needs_blank_before(const Level& list) const;
  void separate();
  void push(Level level);
  void pop();

  std::string out_;
  std::vector<Level> levels_;
  std::string prefix_;        ///< what the levels put before a line that is not their first
  std::size_t lowest_ = 0;    ///< the shortest that prefix_ was since the last block
  bool separation_ = true;    ///< a blank line is due before the next block
  std::size_t list_end_ = 0;  ///< where the last list ended
  std::size_t list_depth_ = 0;
  bool list_was_ordered_ = false;
  char list_mark_ = 0;
};

}  // namespace trawl::extract
