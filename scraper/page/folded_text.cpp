#include "scraper/page/folded_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "scraper/page/character_references.hpp"
#include "scraper/page/eight_bytes.hpp"

namespace page {
namespace {

enum TextByte : std::uint8_t { kOrdinary, kBlank, kSpecial };

constexpr auto kTextBytes = [] {
  std::array<std::uint8_t, 256> classes{};
  for (const unsigned char c : {'\t', '\n', '\f', '\r', ' '}) classes[c] = kBlank;
  classes[0] = classes['&'] = kSpecial;
  return classes;
}();

std::uint8_t class_of(char c) {
  return kTextBytes[static_cast<unsigned char>(c)];
}

/// How many spaces stand in the eight bytes at `at`, if they are ordinary but for single spaces before the
/// last byte; else -1.
int spaces_in_plain_eight(const char* at) {
  const std::uint64_t word = load_eight(at);
  const std::uint64_t spaces = bytes_equal(word, ' ');
  const bool plain =
      !has_control(word) && bytes_equal(word, '&') == 0 && (spaces & spaces << 8) == 0 && at[7] != ' ';
  return plain ? count_marks(spaces) : -1;
}

}  // namespace

FoldedText::FoldedText(std::size_t expected) : room_(expected, '\0') {}

void FoldedText::append(std::string_view raw, TextKind kind) {
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while (at < end) {
    switch (class_of(*at)) {
      case kOrdinary:
        at = append_run(at, end);
        break;
      case kBlank:
        break_word();
        ++at;
        break;
      default:
        at += append_special({at, static_cast<std::size_t>(end - at)}, kind);
    }
  }
}

std::string FoldedText::take() {
  room_.resize(size_);
  size_ = 0;
  return std::move(room_);
}

/// Makes room for `bytes` and a separator, and writes the separator that is due before a visible character.
/// Gives where the text goes on.
char* FoldedText::begin_run(std::size_t bytes) {
  if (room_.size() - size_ <= bytes) room_.resize(2 * (room_.size() + bytes + 1));
  if (size_ == 0) {
    words_ = 1;
  } else if (separator_ != '\0') {
    room_[size_++] = separator_;
    ++words_;
  }
  separator_ = '\0';
  return room_.data() + size_;
}

/// Takes ordinary bytes and the single spaces between them; gives where it stopped.
const char* FoldedText::append_run(const char* at, const char* end) {
  char* out = begin_run(static_cast<std::size_t>(end - at));
  while (true) {
    while (end - at >= 8) {
      const int spaces = spaces_in_plain_eight(at);
      if (spaces < 0) break;
      words_ += spaces;
      std::memcpy(out, at, 8);
      at += 8;
      out += 8;
    }
    while (at < end && class_of(*at) == kOrdinary) *out++ = *at++;
    if (end - at < 2 || *at != ' ' || class_of(at[1]) != kOrdinary) break;
    *out++ = *at++;
    ++words_;
    *out++ = *at++;
  }
  size_ = static_cast<std::size_t>(out - room_.data());
  return at;
}

void FoldedText::append_visible(std::string_view bytes) {
  std::memcpy(begin_run(bytes.size()), bytes.data(), bytes.size());
  size_ += bytes.size();
}

/// Takes what begins with U+0000 or "&"; gives how many bytes that was.
std::size_t FoldedText::append_special(std::string_view rest, TextKind kind) {
  if (rest[0] == '\0') {
    if (kind != TextKind::body) append_visible("\uFFFD");
    return 1;
  }
  std::string decoded;
  const std::size_t taken =
      kind == TextKind::literal ? 0 : read_reference(rest, ReferencePlace::text, decoded);
  if (taken == 0) {
    append_visible("&");
    return 1;
  }
  if (decoded.size() == 1 && class_of(decoded[0]) == kBlank) {
    break_word();
  } else {
    append_visible(decoded);
  }
  return taken;
}

std::string folded(std::string_view text) {
  FoldedText out;
  out.append(text, TextKind::literal);
  return out.take();
}

std::string clipped_line(std::string_view text, std::size_t first, std::size_t characters) {
  text.remove_prefix(std::min(first, text.size()));
  if (!text.empty() && class_of(text[0]) == kBlank) text.remove_prefix(1);
  std::size_t end = text.size() <= characters ? text.size() : 0;
  for (; end < text.size(); ++end) {
    const bool begins_character = (static_cast<unsigned char>(text[end]) & 0xC0) != 0x80;
    if (begins_character && characters-- == 0) break;
  }
  std::string line(text.substr(0, end));
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace page
