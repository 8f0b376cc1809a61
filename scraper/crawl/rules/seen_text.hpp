#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace trawl::crawl {

/// The words and numbers that a URL says itself. A page that repeats them says nothing new by that: page 17
/// of a list, the month of a calendar, the filters that a shop has set.
class UrlWords {
 public:
  /// Words of the query, and of the path without its last segment, which may be the title of the page; and
  /// all numbers, with those before and after, to which such pages link.
  explicit UrlWords(std::string_view url);

  bool has_word(std::uint64_t hash) const;
  bool has_number(std::uint64_t number) const;

 private:
  std::vector<std::uint64_t> words_, numbers_;
  std::uint64_t filter_ = 0;  ///< a bit for each word
};

/// What the pages of one host have said, in bounded memory: what did not come for long is forgotten.
///
/// Content is told by runs of three words within a line (a shorter line is one run). Those of menus and
/// frames have been seen after a page, whatever their share of the text; those of a list are the same in
/// another order. So this is the main text without navigation, and needs no tree of the page. Comparing
/// whole pages by their fingerprints would take two items in one frame for the same, and two orders of one
/// list for two.
class SeenText {
 public:
  /// How much of a text is new: runs and numbers.
  struct News {
    int fresh = 0, all = 0;
    News& operator+=(const News& more);
    /// Whether that makes content: ten of them, or a share of the text that frames cannot explain.
    bool is_content() const { return fresh >= 10 || (fresh > 0 && 100 * fresh >= 15 * all); }
  };

  SeenText() = default;

  /// Adds a text with "\n" between its blocks. Numbers up to 31 and what the URL says itself do not count.
  News add(std::string_view text, const UrlWords& url);
  /// Adds anything else. Returns whether it is new.
  bool add(std::uint64_t hash);
  std::size_t bytes() const { return slots_.size() * sizeof(std::uint32_t); }

 private:
  void grow();
  bool put(std::uint32_t tag, std::uint64_t seed);

  std::vector<std::uint32_t> slots_;  ///< none, or a power of two; 0: free
  std::size_t used_ = 0;
};

}  // namespace trawl::crawl
