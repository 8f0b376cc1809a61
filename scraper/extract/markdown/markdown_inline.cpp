#include "scraper/extract/markdown/markdown_inline.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/extract/markdown/markdown_escape.hpp"
#include "scraper/extract/markdown/markdown_styles.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kMostPieces = 20'000;  ///< with more a line break ends the paragraph
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kLineBreak = "  \n";  // a backslash is newer, and not all readers know it

std::string_view marker_of(MarkdownStyle style, bool is_underscore) {
  if (style == MarkdownStyle::strong) return "**";
  if (style == MarkdownStyle::strike) return "~~";
  return is_underscore ? "_" : "*";
}

/// How many bytes of white space begin the text; a no-break space counts where it joins nothing.
std::size_t space_size(std::string_view text, bool is_after_word) {
  std::size_t size = 0;
  bool has_other = false;
  while (size < text.size()) {
    const std::string_view rest = text.substr(size);
    if (text::kAsciiSpace.find(rest[0]) != std::string_view::npos) {
      has_other = true;
      ++size;
    } else if (rest.starts_with(kNoBreakSpace)) {
      size += kNoBreakSpace.size();
    } else {
      break;
    }
  }
  const bool joins = !has_other && size == kNoBreakSpace.size() && is_after_word && size < text.size();
  return joins ? 0 : size;
}

}  // namespace

void MarkdownInline::begin_content() {
  if (space_due_ && has_content_ && pieces_.back().kind != Kind::line_break) {
    if (pieces_.back().kind == Kind::text) {
      pieces_.back().text += ' ';
    } else {
      pieces_.emplace_back(Kind::text, " ");
    }
  }
  space_due_ = false;
  has_content_ = true;
  for (Piece& piece : waiting_) pieces_.push_back(std::move(piece));
  waiting_.clear();
}

void MarkdownInline::add_text(std::string_view text) {
  bool is_after_word = false;
  while (!text.empty()) {
    if (const std::size_t space = space_size(text, is_after_word); space > 0) {
      space_due_ = true;
      is_after_word = false;
      text.remove_prefix(space);
      continue;
    }
    // A no-break space that joins two words is part of the word.
    std::size_t end = text.starts_with(kNoBreakSpace) ? kNoBreakSpace.size() : 1;
    while (end < text.size() && text::kAsciiSpace.find(text[end]) == std::string_view::npos &&
           !text.substr(end).starts_with(kNoBreakSpace)) {
      ++end;
    }
    begin_content();
    if (pieces_.empty() || pieces_.back().kind != Kind::text) pieces_.emplace_back(Kind::text, "");
    pieces_.back().text += text.substr(0, end);
    is_after_word = true;
    text.remove_prefix(end);
  }
}

void MarkdownInline::add_code(std::string_view code) {
  std::string folded;
  bool was_space = false;
  for (const char c : code) {
    const bool space = text::kAsciiSpace.find(c) != std::string_view::npos;
    if (space && was_space) continue;
    folded += space ? ' ' : c;
    was_space = space;
  }
  if (folded.starts_with(' ')) space_due_ = true;
  const std::string_view shown = text::trimmed(folded, " ");
  if (shown.empty()) return;
  const bool goes_on =
      !space_due_ && waiting_.empty() && !pieces_.empty() && pieces_.back().kind == Kind::code;
  begin_content();
  if (goes_on) {
    pieces_.back().text += shown;
  } else {
    pieces_.emplace_back(Kind::code, std::string(shown));
  }
  space_due_ = folded.ends_with(' ');
}

void MarkdownInline::add_image(std::string_view alt, std::string_view url) {
  std::string image = "![";
  append_escaped(image, alt, true, false);
  add_raw(image + "](" + link_destination(url) + ")");
}

void MarkdownInline::add_raw(std::string_view markdown) {
  begin_content();
  pieces_.emplace_back(Kind::raw, std::string(markdown));
}

void MarkdownInline::add_space() {
  space_due_ = true;
}

bool MarkdownInline::add_break() {
  space_due_ = false;
  if (!has_content_) return false;
  if (pieces_.back().kind == Kind::line_break) return true;
  pieces_.emplace_back(Kind::line_break, "");
  return pieces_.size() > kMostPieces;
}

void MarkdownInline::open(MarkdownStyle style) {
  if (depth_[static_cast<std::size_t>(style)]++ == 0) waiting_.emplace_back(Kind::open, "", style);
}

void MarkdownInline::close(MarkdownStyle style) {
  if (--depth_[static_cast<std::size_t>(style)] == 0) end(Kind::close, style);
}

void MarkdownInline::open_link(std::string_view url) {
  link_ = url;
  waiting_.emplace_back(Kind::open_link, link_);
}

void MarkdownInline::close_link() {
  end(Kind::close_link, MarkdownStyle::emphasis);
  link_.clear();
}

/// Ends a style or link. One in which nothing stands is forgotten; a line break at its end comes behind it.
void MarkdownInline::end(Kind kind, MarkdownStyle style) {
  const Kind begin = kind == Kind::close ? Kind::open : Kind::open_link;
  const auto found = std::find_if(waiting_.rbegin(), waiting_.rend(), [&](const Piece& piece) {
    return piece.kind == begin && (begin == Kind::open_link || piece.style == style);
  });
  if (found != waiting_.rend()) {
    waiting_.erase(std::next(found).base());
    return;
  }
  const bool after_break = !pieces_.empty() && pieces_.back().kind == Kind::line_break;
  pieces_.emplace(after_break ? pieces_.end() - 1 : pieces_.end(), kind,
                  kind == Kind::close_link ? link_ : "", style);
}

std::vector<MarkdownPiece> MarkdownInline::open_pieces() const {
  std::vector<Piece> open;
  for (const Piece& piece : pieces_) {
    if (piece.is_begin()) open.push_back(piece);
    if (piece.is_end()) open.pop_back();
  }
  return open;
}

std::string MarkdownInline::take(MarkdownPlace place) {
  std::string written;
  std::vector<Piece> open;
  if (has_content_) {
    while (pieces_.back().kind == Kind::line_break) pieces_.pop_back();
    open = open_pieces();
    for (auto piece = open.rbegin(); piece != open.rend(); ++piece)
      pieces_.emplace_back(piece->kind == Kind::open ? Kind::close : Kind::close_link, piece->text,
                           piece->style);
    mend_styles(pieces_);
    written = write(place);
  }
  pieces_.clear();
  waiting_.insert(waiting_.begin(), open.begin(), open.end());
  space_due_ = has_content_ = false;
  return written;
}

std::string MarkdownInline::write(MarkdownPlace place) const {
  std::string written, line;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const Piece& piece = pieces_[i];
    const bool is_before_link = i + 1 < pieces_.size() && pieces_[i + 1].kind == Kind::open_link;
    switch (piece.kind) {
      case Kind::text:
        append_escaped(line, piece.text, place == MarkdownPlace::cell, is_before_link);
        break;
      case Kind::code:
        line += code_span(piece.text, place == MarkdownPlace::cell);
        break;
      case Kind::raw:
        line += piece.text;
        break;
      case Kind::line_break:
        if (place != MarkdownPlace::paragraph) {
          line += ' ';
          break;
        }
        written += without_block_start(std::move(line)).append(kLineBreak);
        line.clear();
        break;
      case Kind::open:
      case Kind::close:
        line += marker_of(piece.style, piece.is_underscore);
        break;
      case Kind::open_link:
        line += '[';
        break;
      case Kind::close_link:
        line += "](" + link_destination(piece.text) + ")";
        break;
    }
  }
  if (place == MarkdownPlace::heading) return without_heading_end(std::move(line));
  if (place == MarkdownPlace::cell) return line;
  return written + without_block_start(std::move(line));
}

}  // namespace trawl::extract
