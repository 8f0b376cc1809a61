#include "scraper/page/feeds/xml_mender.hpp"

#include <algorithm>
#include <array>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/html_bytes.hpp"

namespace trawl::page {
namespace {

constexpr std::size_t kPiece = 32 << 10;
/// libxml2 stops at a depth of 256.
constexpr std::size_t kDeepest = 200;
/// libxml2 compares each attribute of a tag with all others.
constexpr std::size_t kMostAttributes = 100;
constexpr std::size_t kMostDeclared = 1'000;
constexpr std::size_t kLongestName = 200;
/// How much of other content is searched for a root.
constexpr std::size_t kMostPassed = 64 << 10;

/// What these stand for is known without a declaration, and a declaration may not change it (XML 1.0 4.6).
constexpr std::array<std::string_view, 5> kPredefined{"amp", "lt", "gt", "apos", "quot"};

bool is_predefined(std::string_view name) {
  return std::find(kPredefined.begin(), kPredefined.end(), name) != kPredefined.end();
}

bool begins_name(char c) {
  return is_html_byte(c, kLetterByte) || c == '_' || c == ':' || c < 0;
}

bool belongs_to_name(char c) {
  return begins_name(c) || text::is_digit(c) || c == '-' || c == '.';
}

/// Whether `text` begins with U+FFFE or U+FFFF, which XML does not allow.
bool begins_noncharacter(std::string_view text) {
  return text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
}

/// Escapes for text and attribute values alike.
void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (const std::string_view escape = escape_of(c); !escape.empty()) {
      out += escape;
    } else if (c == '\0') {
      out += text::kReplacement;
    } else if (c == '\xEF' && begins_noncharacter(text.substr(i))) {
      out += text::kReplacement;
      i += 2;
    } else if (c < 0 || c >= ' ' || is_blank(c)) {
      out += c == '\f' ? ' ' : c;
    }
  }
}

}  // namespace

std::string XmlMender::seek_root() {
  std::string nothing;
  out_ = &nothing;
  has_ended_ = false;
  passed_ = 0;
  while (!is_over() && passed_ < kMostPassed) {
    if (std::string name = root_ahead(); !name.empty()) return name;
    step();
  }
  at_ = text_.size();
  return "";
}

/// The name of the root if its start tag comes next, else "".
std::string XmlMender::root_ahead() const {
  if (at_ + 1 >= text_.size() || text_[at_] != '<' || !begins_name(text_[at_ + 1])) return "";
  std::string name = local_name(name_at(at_ + 1));
  return is_root_(name, search_.place()) ? name : "";
}

bool XmlMender::next(std::string& piece) {
  piece.clear();
  out_ = &piece;
  while (!is_over() && !has_ended_ && piece.size() < kPiece) step();
  if (is_over() && !has_ended_) close_to(0);
  return !piece.empty();
}

void XmlMender::step() {
  const std::string_view rest = text_.substr(at_);
  if (rest[0] != '<') return text_run();
  const bool is_declaration = rest.size() > 5 && rest.starts_with("<?xml") && is_blank(rest[5]);
  if (is_declaration && open_.empty()) search_.declaration();
  if (rest.starts_with("<![CDATA[")) return cdata();
  if (skip("<!--", "-->")) return;
  if (rest.size() > 9 && text::starts_with_ignoring_case(rest, "<!doctype")) return document_type();
  if (skip("<!", ">") || skip("<?", "?>")) return;
  if (rest.size() > 2 && rest[1] == '/' && begins_name(rest[2])) return end_tag();
  if (rest.size() > 1 && begins_name(rest[1])) return start_tag();
  if (!open_.empty()) *out_ += "&lt;";
  ++at_;
}

/// Skips markup that has this begin and end; false if it does not begin here. Without its end, it extends to
/// the end of the document.
bool XmlMender::skip(std::string_view begin, std::string_view end) {
  if (!text_.substr(at_).starts_with(begin)) return false;
  const std::size_t found = text_.find(end, at_ + begin.size());
  at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  return true;
}

void XmlMender::text_run() {
  const std::size_t end = std::min(text_.find('<', at_), text_.size());
  const std::string_view run = text_.substr(at_, end - at_);
  at_ = end;
  if (open_.empty()) {
    passed_ += run.size();
    search_.pass_text(run);
    return;
  }
  append(run);
  if (std::exchange(has_dropped_, false)) *out_ += "<?dropped?>";
}

void XmlMender::cdata() {
  const std::size_t begin = at_ + std::string_view("<![CDATA[").size();
  const std::size_t end = std::min(text_.find("]]>", begin), text_.size());
  if (!open_.empty()) append_escaped(*out_, text_.substr(begin, end - begin));
  at_ = std::min(end + 3, text_.size());
}

/// Skips a document type and its internal subset, and remembers the names of the entities declared there.
void XmlMender::document_type() {
  constexpr std::string_view kBegin = "<!doctype", kEntity = "<!ENTITY";
  int brackets = 0;
  std::size_t root = at_ + kBegin.size();
  while (root < text_.size() && is_blank(text_[root])) ++root;
  if (open_.empty()) search_.doctype(local_name(name_at(root)));
  while (!is_over()) {
    const char c = text_[at_];
    if (text_.substr(at_).starts_with(kEntity)) {
      std::size_t name = at_ + kEntity.size();
      while (name < text_.size() && (is_blank(text_[name]) || text_[name] == '%')) ++name;
      if (declared_.size() < kMostDeclared && !is_predefined(name_at(name))) declared_.insert(name_at(name));
      at_ += kEntity.size();
    } else if (skip("<!--", "-->")) {
      continue;
    } else if (c == '"' || c == '\'') {
      at_ = std::min(text_.find(c, at_ + 1), text_.size() - 1) + 1;
    } else {
      brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
      ++at_;
      if (c == '>' && brackets <= 0) return;
    }
  }
}

void XmlMender::start_tag() {
  const std::string_view name = name_at(at_ + 1);
  std::size_t end = at_ + 1 + name.size();
  const bool is_outside = open_.empty() && root_ahead().empty();
  const bool is_kept = open_.size() < kDeepest && name.size() <= kLongestName && too_deep_ == 0;
  const std::size_t from = at_;
  const std::size_t begun = out_->size();
  (*out_ += '<') += name;
  std::vector<std::string_view> names;
  while (attribute(names, end)) {
  }
  const bool is_empty = end > at_ && text_[end - 1] == '/';
  at_ = end < text_.size() && text_[end] == '>' ? end + 1 : end;
  if (is_outside) {
    out_->resize(begun);
    passed_ += at_ - from;
    return search_.start(local_name(name), is_empty);
  }
  if (!is_kept) {
    out_->resize(begun);
    too_deep_ += is_empty ? 0 : 1;
    was_too_deep_ |= open_.size() >= kDeepest;
    return;
  }
  *out_ += is_empty ? "/>" : ">";
  if (!is_empty) {
    open_.push_back(name);
  } else if (open_.empty()) {
    has_ended_ = true;
  }
}

/// Writes the attribute at `end`, and moves `end` behind it; false at the end of the tag.
bool XmlMender::attribute(std::vector<std::string_view>& names, std::size_t& end) {
  while (end < text_.size() && (is_blank(text_[end]) || text_[end] == '/')) ++end;
  if (end == text_.size() || text_[end] == '>' || text_[end] == '<') return false;
  const std::string_view name = name_at(end);
  if (name.empty()) {
    ++end;
    return true;
  }
  end += name.size();
  const auto skip_blanks = [&] {
    while (end < text_.size() && is_blank(text_[end])) ++end;
  };
  skip_blanks();
  std::string_view value;
  if (end < text_.size() && text_[end] == '=') {
    ++end;
    skip_blanks();
    const char quote = end < text_.size() ? text_[end] : ' ';
    if (quote == '"' || quote == '\'') {
      const std::size_t begin = end + 1;
      const std::size_t close = std::min(text_.find(quote, begin), text_.size());
      value = text_.substr(begin, close - begin);
      end = std::min(close + 1, text_.size());
    } else {
      const std::size_t begin = end;
      while (end < text_.size() && !is_html_byte(text_[end], kUnquotedEnd) && text_[end] != '<') ++end;
      value = text_.substr(begin, end - begin);
    }
  }
  const bool is_new = std::find(names.begin(), names.end(), name) == names.end();
  had_too_many_attributes_ |= names.size() >= kMostAttributes;
  if (names.size() >= kMostAttributes || !is_new || !begins_name(name[0])) return true;
  names.push_back(name);
  const std::size_t begun = out_->size();
  ((*out_ += ' ') += name) += "=\"";
  append(value);
  *out_ += '"';
  if (std::exchange(has_dropped_, false)) out_->resize(begun);
  return true;
}

/// Closes the element and all elements open inside it. Ignores the end tag of an element that is not open.
void XmlMender::end_tag() {
  const std::string_view name = name_at(at_ + 2);
  at_ = std::min(text_.find_first_of("<>", at_ + 2 + name.size()), text_.size());
  if (!is_over() && text_[at_] == '>') ++at_;
  if (open_.empty()) search_.end(local_name(name));
  if (too_deep_ > 0) {
    --too_deep_;
    return;
  }
  const auto same = [name](std::string_view open) { return text::equal_ignoring_case(open, name); };
  const auto found = std::find_if(open_.rbegin(), open_.rend(), same);
  if (found != open_.rend()) close_to(static_cast<std::size_t>(open_.rend() - found) - 1);
}

void XmlMender::close_to(std::size_t depth) {
  if (open_.empty()) return;
  while (open_.size() > depth) {
    ((*out_ += "</") += open_.back()) += '>';
    open_.pop_back();
  }
  has_ended_ = open_.empty();
}

void XmlMender::append(std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find('&'), text.size());
    append_escaped(*out_, text.substr(0, plain));
    text.remove_prefix(plain);
    if (!text.empty()) text.remove_prefix(append_reference(text));
  }
}

/// Writes what the reference at the beginning of `text` stands for, and returns its length. A reference needs
/// its semicolon here: "&copy=1" is more often part of a URL.
std::size_t XmlMender::append_reference(std::string_view text) {
  const std::size_t end = text.substr(0, kLongestName).find(';');
  if (end != std::string_view::npos) {
    const std::string_view name = text.substr(1, end - 1);
    if (declared_.contains(name)) {
      has_dropped_ = true;
      return end + 1;
    }
    std::string decoded;
    if (read_reference(text.substr(0, end + 1), ReferencePlace::text, decoded) == end + 1) {
      append_escaped(*out_, decoded);
      return end + 1;
    }
  }
  *out_ += "&amp;";
  return 1;
}

std::string_view XmlMender::name_at(std::size_t begin) const {
  std::size_t end = begin;
  while (end < text_.size() && belongs_to_name(text_[end])) ++end;
  return text_.substr(begin, end - begin);
}

}  // namespace trawl::page
