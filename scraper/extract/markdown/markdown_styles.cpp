#include "scraper/extract/markdown/markdown_styles.hpp"

#include "fetch/text/utf8.hpp"
#include "scraper/extract/markdown/markdown_escape.hpp"

namespace trawl::extract {
namespace {

using Piece = MarkdownPiece;
using Kind = MarkdownPiece::Kind;

constexpr int kRounds = 8;  ///< a style that goes may show another in a new light

std::size_t bytes_of_last(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[text.size() - size]) & 0xC0) == 0x80) ++size;
  return size;
}

char32_t first_char(std::string_view text) {
  return text.empty() ? 0 : text::first_code_point(text).value;
}
char32_t last_char(std::string_view text) {
  return text.empty() ? 0 : text::first_code_point(text.substr(text.size() - bytes_of_last(text))).value;
}

bool is_word(char32_t c) {
  return !is_markdown_space(c) && !is_markdown_punctuation(c);
}

class StyleMender {
 public:
  explicit StyleMender(std::vector<Piece>& pieces) : pieces_(pieces) {}

  void mend() {
    join_styles();
    for (int round = 0; round < kRounds; ++round) {
      is_changed_ = false;
      pair();
      for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (pieces_[i].kind == Kind::open) mend_pair(i, pieces_[i].partner);
      }
      close_ranks();
      if (!is_changed_) return;
    }
    for (Piece& piece : pieces_) piece.is_gone = piece.is_marker();
    close_ranks();
  }

 private:
  void join_styles() {
    std::vector<Piece> joined;
    for (Piece& piece : pieces_) {
      const bool goes_on = piece.kind == Kind::open && !joined.empty() && joined.back().kind == Kind::close &&
                           joined.back().style == piece.style;
      if (goes_on) {
        joined.pop_back();
      } else {
        joined.push_back(std::move(piece));
      }
    }
    pieces_ = std::move(joined);
  }

  void pair() {
    std::vector<std::size_t> open;
    strong_before_.clear();
    std::size_t strong = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      Piece& piece = pieces_[i];
      strong_before_.push_back(strong);
      piece.is_underscore = false;
      if (piece.is_marker() && piece.style == MarkdownStyle::strong) ++strong;
      if (piece.is_begin()) open.push_back(i);
      if (!piece.is_end()) continue;
      piece.partner = open.back();
      pieces_[open.back()].partner = i;
      open.pop_back();
    }
  }

  static bool is_other_marker(const Piece& piece, bool is_strike) {
    return piece.is_marker() && !piece.is_gone && (piece.style == MarkdownStyle::strike) != is_strike;
  }

  /// What stands before a marker; 0 for the edge of a line. Markers of the same character belong to it, so
  /// they are passed over; with `passes_all` others are, too.
  char32_t char_before(std::size_t index, bool passes_all = false) const {
    const bool is_strike = pieces_[index].style == MarkdownStyle::strike;
    while (index-- > 0) {
      const Piece& piece = pieces_[index];
      if (is_other_marker(piece, is_strike) && !passes_all) return '*';
      if (piece.kind == Kind::text && !piece.text.empty()) return last_char(piece.text);
      if (piece.kind == Kind::line_break) return 0;
      if (piece.kind == Kind::code || piece.kind == Kind::raw || piece.kind == Kind::open_link ||
          piece.kind == Kind::close_link) {
        return ')';
      }
    }
    return 0;
  }

  char32_t char_after(std::size_t index, bool passes_all = false) const {
    const bool is_strike = pieces_[index].style == MarkdownStyle::strike;
    while (++index < pieces_.size()) {
      const Piece& piece = pieces_[index];
      if (is_other_marker(piece, is_strike) && !passes_all) return '*';
      if (piece.kind == Kind::text && !piece.text.empty()) return first_char(piece.text);
      if (piece.kind == Kind::line_break) return 0;
      if (piece.kind == Kind::code || piece.kind == Kind::raw || piece.kind == Kind::open_link ||
          piece.kind == Kind::close_link) {
        return ')';
      }
    }
    return 0;
  }

  /// Whether the markers would run into others of the same character.
  bool is_touching(std::size_t first, std::size_t last) const {
    const auto is_star = [](const Piece& piece) {
      return !piece.is_gone && piece.style != MarkdownStyle::strike;
    };
    const bool before = first > 0 && pieces_[first - 1].kind == Kind::close && is_star(pieces_[first - 1]);
    const bool after =
        last + 1 < pieces_.size() && pieces_[last + 1].kind == Kind::open && is_star(pieces_[last + 1]);
    return before || after;
  }

  /// Whether there is strong text in the emphasis, or around it.
  bool is_near_strong(std::size_t first, std::size_t last) const {
    return strong_before_[first] != strong_before_[last] || strong_before_[first] % 2 == 1;
  }

  /// Whether Markdown would not read the marker as a beginning, or an end. GFM passes over "~" beside "*"
  /// here, CommonMark does not: both must be content.
  bool fails(std::size_t index, bool begins) const {
    for (const bool passes_all : {false, true}) {
      const char32_t before = char_before(index, passes_all), after = char_after(index, passes_all);
      if (is_word(begins ? before : after) && is_markdown_punctuation(begins ? after : before)) return true;
    }
    return false;
  }

  void mend_pair(std::size_t first, std::size_t last) {
    Piece &begin = pieces_[first], &finish = pieces_[last];
    const auto give_up = [&] { begin.is_gone = finish.is_gone = is_changed_ = true; };
    if (fails(first, true)) {
      if (first == 0 || pieces_[first - 1].kind != Kind::text || pieces_[first + 1].kind != Kind::text)
        return give_up();
      is_changed_ = true;
      std::string &outer = pieces_[first - 1].text, &inner = pieces_[first + 1].text;
      std::size_t size = 0;
      while (size < inner.size()) {
        const auto next = text::first_code_point(std::string_view(inner).substr(size));
        if (is_word(next.value)) break;
        size += next.bytes;
      }
      outer += inner.substr(0, size);
      inner.erase(0, size);
      if (inner.empty()) return give_up();
    }
    if (fails(last, false)) {
      if (last + 1 == pieces_.size() || pieces_[last + 1].kind != Kind::text ||
          pieces_[last - 1].kind != Kind::text)
        return give_up();
      is_changed_ = true;
      std::string &inner = pieces_[last - 1].text, &outer = pieces_[last + 1].text;
      std::size_t size = inner.size();
      while (size > 0 && !is_word(last_char(std::string_view(inner).substr(0, size))))
        size -= bytes_of_last(std::string_view(inner).substr(0, size));
      outer.insert(0, inner, size);
      inner.erase(size);
      if (inner.empty()) return give_up();
    }
    const bool touches = is_touching(first, last);
    if (begin.style != MarkdownStyle::emphasis || (!touches && !is_near_strong(first, last))) return;
    // Behind a style that ends, or before one that begins, there is its marker and no word.
    const bool follows_end = first > 0 && pieces_[first - 1].kind == Kind::close;
    const bool precedes_begin = last + 1 < pieces_.size() && pieces_[last + 1].kind == Kind::open;
    const bool is_in_word = (!follows_end && is_word(char_before(first, true))) ||
                            (!precedes_begin && is_word(char_after(last, true)));
    if (!is_in_word) {
      begin.is_underscore = finish.is_underscore = true;
    } else if (touches) {
      give_up();
    }
  }

  /// Drops what is gone, and joins code that stands side by side then: two spans would be read as one.
  void close_ranks() {
    std::vector<Piece> kept;
    for (Piece& piece : pieces_) {
      if (piece.is_gone || (piece.kind == Kind::text && piece.text.empty())) continue;
      if (piece.kind == Kind::code && !kept.empty() && kept.back().kind == Kind::code) {
        kept.back().text += piece.text;
      } else {
        kept.push_back(std::move(piece));
      }
    }
    pieces_ = std::move(kept);
  }

  std::vector<Piece>& pieces_;
  std::vector<std::size_t> strong_before_;  ///< how many markers of strong text stand before each piece
  bool is_changed_ = false;
};

}  // namespace

void mend_styles(std::vector<MarkdownPiece>& pieces) {
  StyleMender(pieces).mend();
}

}  // namespace trawl::extract
