#include "scraper/extract/structured/json_ld.hpp"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/json.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/html/character_references.hpp"

namespace trawl::extract {
namespace {

/// SQLite refuses JSON that is nested deeper than 1,000.
constexpr std::size_t kMostLevels = 512;
/// Of an HTML comment, in bytes: it may be read again and again.
constexpr std::size_t kLongestComment = 4'096;

/// Reads one script, and writes each object as strict JSON.
class Reader {
 public:
  Reader(std::string_view text, StructuredData& found) : text_(text), found_(found) {}

  /// Why the script was not read to its end; "" if it was.
  std::string read();
  std::size_t objects() const { return objects_; }

 private:
  /// What may come next, besides what closes a list or an object.
  enum class Want { value, key, colon, comma };

  void skip_blanks();
  bool skip_comment();
  void skip_past(std::string_view mark, std::size_t from);
  void token(char c);
  void value(char c);
  void open(char bracket);
  void close(char bracket);
  void end_value();
  void word();
  std::size_t number_size(std::string_view rest) const;
  void string();
  void escape(std::string& decoded);
  std::optional<char32_t> code_unit();
  void before_item();
  void fail(std::string_view what);
  bool is_in_object() const { return !open_.empty() && open_.back() == '{'; }

  std::string_view text_;
  StructuredData& found_;
  std::size_t at_ = 0, objects_ = 0;
  std::string open_;  ///< the brackets around the next token
  Want want_ = Want::value;
  bool needs_comma_ = false;
  std::string problem_;
  std::string out_;            ///< the outermost object so far
  std::size_t row_level_ = 0;  ///< its depth in open_, from 1; 0: none is open
  bool is_type_ = false;       ///< the value belongs to its "@type"
  std::string type_;
};

std::string Reader::read() {
  while (problem_.empty()) {
    skip_blanks();
    if (at_ >= text_.size()) break;
    token(text_[at_]);
  }
  if (problem_.empty() && !open_.empty()) fail("ends before it is complete");
  return std::move(problem_);
}

void Reader::fail(std::string_view what) {
  problem_ = fmt::format("{} at byte {}", what, at_);
}

void Reader::skip_past(std::string_view mark, std::size_t from) {
  const std::size_t found = text_.find(mark, from);
  at_ = found == std::string_view::npos ? text_.size() : found + mark.size();
}

/// Skips a comment of JavaScript or HTML, or a mark of one or of CDATA.
bool Reader::skip_comment() {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("//")) {
    skip_past("\n", at_);
  } else if (rest.starts_with("/*")) {
    skip_past("*/", at_ + 2);
  } else if (rest.starts_with("<!--")) {
    // A script may stand in such a comment as a whole, so that browsers of old do not show it.
    const std::size_t end = rest.substr(0, kLongestComment).find("-->");
    const bool is_around = end == std::string_view::npos || rest.substr(0, end).find_first_of("{[") < end;
    at_ += is_around ? 4 : end + 3;
  } else {
    static constexpr std::array<std::string_view, 5> kMarks{"-->", "<![CDATA[", "]]>", "\uFEFF", "\u00A0"};
    for (const std::string_view mark : kMarks) {
      if (!rest.starts_with(mark)) continue;
      at_ += mark.size();
      return true;
    }
    return false;
  }
  return true;
}

void Reader::skip_blanks() {
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    const bool is_separator = open_.empty() && (c == ',' || c == ';');
    if (c <= ' ' || is_separator) {
      ++at_;
    } else if (!skip_comment()) {
      return;
    }
  }
}

void Reader::token(char c) {
  if (c == '}' || c == ']') return close(c);
  switch (want_) {
    case Want::value:
      return value(c);
    case Want::key:
      if (c != '"') return fail("a key is expected");
      before_item();
      string();
      want_ = Want::colon;
      return;
    case Want::colon:
      if (c != ':') return fail("a colon is expected");
      break;
    case Want::comma:
      if (c != ',') return fail("a comma is expected");
      needs_comma_ = true;
      want_ = is_in_object() ? Want::key : Want::value;
      ++at_;
      return;
  }
  out_ += ':';
  want_ = Want::value;
  ++at_;
}

/// Writes the comma in front of it that is due.
void Reader::before_item() {
  if (std::exchange(needs_comma_, false) && row_level_ != 0) out_ += ',';
}

void Reader::value(char c) {
  before_item();
  if (c == '{' || c == '[') return open(c);
  if (c == '"') {
    string();
  } else {
    word();
  }
  end_value();
}

void Reader::open(char bracket) {
  if (open_.size() == kMostLevels) return fail("nested more than 512 deep");
  open_ += bracket;
  ++at_;
  want_ = bracket == '{' ? Want::key : Want::value;
  if (bracket == '{' && row_level_ == 0) {
    row_level_ = open_.size();
    out_.clear();
    type_.clear();
    is_type_ = false;
  }
  if (row_level_ != 0) out_ += bracket;
}

void Reader::close(char bracket) {
  const char opened = bracket == '}' ? '{' : '[';
  const bool is_whole = want_ == Want::comma || (opened == '{' ? want_ == Want::key : want_ == Want::value);
  if (open_.empty() || open_.back() != opened || !is_whole) return fail("an unexpected bracket");
  if (row_level_ != 0) out_ += bracket;
  ++at_;
  if (open_.size() == row_level_) {
    ++objects_;
    found_.add("json-ld", short_type(type_), std::move(out_));
    out_.clear();
    row_level_ = 0;
  }
  open_.pop_back();
  end_value();
}

void Reader::end_value() {
  want_ = open_.empty() ? Want::value : Want::comma;
}

/// A number, or a word that stands for a value.
void Reader::word() {
  const std::string_view rest = text_.substr(at_);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords{{
      {"true", "true"},
      {"false", "false"},
      {"null", "null"},
      {"NaN", "null"},
      {"Infinity", "null"},
      {"-Infinity", "null"},
  }};
  for (const auto& [word, meaning] : kWords) {
    if (!rest.starts_with(word)) continue;
    if (row_level_ != 0) out_ += meaning;
    at_ += word.size();
    return;
  }
  const std::size_t size = number_size(rest);
  if (size == 0) return fail("no JSON");
  if (row_level_ != 0) out_ += rest.substr(0, size);
  at_ += size;
}

/// How many bytes of a number are in front (RFC 8259 section 6); 0 if there is none.
std::size_t Reader::number_size(std::string_view rest) const {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t first = at;
    while (at < rest.size() && text::is_digit(rest[at])) ++at;
    return at - first;
  };
  const auto is_next = [&](std::string_view any) {
    return at < rest.size() && any.find(rest[at]) != std::string_view::npos;
  };
  if (is_next("-")) ++at;
  const bool has_zero = is_next("0");
  const std::size_t whole = digits();
  if (whole == 0 || (has_zero && whole > 1)) return 0;
  if (is_next(".")) {
    ++at;
    if (digits() == 0) return 0;
  }
  if (!is_next("eE")) return at;
  ++at;
  if (is_next("+-")) ++at;
  return digits() == 0 ? 0 : at;
}

void Reader::string() {
  std::string decoded;
  ++at_;
  while (true) {
    const std::size_t end = text_.find_first_of("\"\\", at_);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      return fail("a string without end");
    }
    decoded += text_.substr(at_, end - at_);
    at_ = end + 1;
    if (text_[end] == '"') break;
    escape(decoded);
  }
  const bool is_key = want_ == Want::key;
  if (is_key && open_.size() == row_level_) is_type_ = decoded == "@type";
  const bool is_near = open_.size() == row_level_ || (open_.size() == row_level_ + 1 && !is_in_object());
  if (!is_key && is_type_ && is_near && type_.empty()) type_ = decoded;
  if (row_level_ != 0) text::append_json_string(out_, decoded);
}

/// Reads what follows a backslash.
void Reader::escape(std::string& decoded) {
  if (at_ == text_.size()) return;
  static constexpr std::string_view kNames = "bfnrt", kMeanings = "\b\f\n\r\t";
  const char c = text_[at_++];
  if (c != 'u') {
    const std::size_t known = kNames.find(c);
    decoded += known == std::string_view::npos ? c : kMeanings[known];
    return;
  }
  const auto first = code_unit();
  if (!first) {
    decoded += 'u';
    return;
  }
  char32_t code_point = *first;
  if (code_point >= 0xD800 && code_point < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    const std::size_t before = at_;
    at_ += 2;
    const auto second = code_unit();
    if (second && *second >= 0xDC00 && *second < 0xE000) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10) + (*second - 0xDC00);
    } else {
      at_ = before;
    }
  }
  const bool is_half = code_point >= 0xD800 && code_point < 0xE000;
  text::append_utf8(decoded, is_half ? U'\uFFFD' : code_point);
}

/// Four hexadecimal digits; none if there are fewer.
std::optional<char32_t> Reader::code_unit() {
  if (text_.size() - at_ < 4) return std::nullopt;
  char32_t unit = 0;
  for (std::size_t i = at_; i < at_ + 4; ++i) {
    const int digit = text::hex_digit_value(text_[i]);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<char32_t>(digit);
  }
  at_ += 4;
  return unit;
}

}  // namespace

void add_json_ld(const std::vector<std::string>& scripts, StructuredData& found) {
  for (const std::string& script : scripts) {
    Reader reader(script, found);
    std::string problem = reader.read();
    // Some templates escape the script as if it were text of the page.
    if (!problem.empty() && reader.objects() == 0 && script.find("&quot;") != std::string::npos) {
      const std::string decoded = page::decode_references(script, page::ReferencePlace::text);
      Reader again(decoded, found);
      problem = again.read();
    }
    if (!problem.empty()) found.note("JSON-LD: " + problem);
  }
}

}  // namespace trawl::extract
