#include "scraper/page/folded_text.hpp"

#include <algorithm>
#include <array>

#include "scraper/page/character_references.hpp"

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

}  // namespace

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

/// Writes the separator that is due before a visible character.
void FoldedText::begin_run() {
  if (text_.empty()) {
    words_ = 1;
  } else if (separator_ != '\0') {
    text_ += separator_;
    ++words_;
  }
  separator_ = '\0';
}

/// Takes ordinary bytes and the single spaces between them in one piece; gives where it stopped.
const char* FoldedText::append_run(const char* at, const char* end) {
  begin_run();
  const char* const first = at;
  while (true) {
    do ++at;
    while (at < end && class_of(*at) == kOrdinary);
    if (end - at < 2 || *at != ' ' || class_of(at[1]) != kOrdinary) break;
    ++words_;
  }
  text_.append(first, at);
  return at;
}

/// Takes what begins with U+0000 or "&"; gives how many bytes that was.
std::size_t FoldedText::append_special(std::string_view rest, TextKind kind) {
  if (rest[0] == '\0') {
    if (kind == TextKind::body) return 1;
    begin_run();
    text_ += "\uFFFD";
    return 1;
  }
  std::string decoded;
  const std::size_t taken =
      kind == TextKind::literal ? 0 : read_reference(rest, ReferencePlace::text, decoded);
  if (decoded.size() == 1 && class_of(decoded[0]) == kBlank) {
    break_word();
    return taken;
  }
  begin_run();
  text_ += taken == 0 ? "&" : decoded;
  return std::max<std::size_t>(taken, 1);
}

std::string folded(std::string_view text) {
  FoldedText out;
  out.append(text, TextKind::literal);
  return out.take();
}

std::string clipped_line(std::string_view text, std::size_t first, std::size_t characters) {
  text.remove_prefix(std::min(first, text.size()));
  if (!text.empty() && class_of(text[0]) == kBlank) text.remove_prefix(1);
  std::size_t end = 0;
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
