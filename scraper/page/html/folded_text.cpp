#include "scraper/page/html/folded_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>

#include "scraper/page/html/character_references.hpp"
#include "scraper/page/html/sixteen_bytes.hpp"

namespace trawl::page {
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

SixteenBytes sixteen_of(std::string_view bytes) {
  char room[SixteenBytes::kSize] = {};
  bytes.copy(room, sizeof room);
  return SixteenBytes(room);
}

/// The number of spaces and line ends in `text`.
std::size_t count_separators(std::string_view text) {
  std::size_t total = 0;
  const auto separators = [](const SixteenBytes& bytes) { return bytes.equal(' ') | bytes.equal('\n'); };
  while (text.size() >= SixteenBytes::kSize) {
    SixteenBytes::Marks counts{};  // a mark is -1, and a byte can count to 255
    for (int i = 0; i < 255 && text.size() >= SixteenBytes::kSize; ++i) {
      counts -= separators(SixteenBytes(text.data()));
      text.remove_prefix(SixteenBytes::kSize);
    }
    for (std::size_t i = 0; i < SixteenBytes::kSize; ++i) total += counts[i];
  }
  const ByteSet rest = SixteenBytes::set_of(separators(sixteen_of(text)));
  return total + static_cast<std::size_t>(std::popcount(rest));
}

}  // namespace

FoldedText::FoldedText(std::string_view document) : document_(document), room_(document.size() / 2, '\0') {}

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

int FoldedText::words() const {
  return size_ == 0 ? 0 : 1 + static_cast<int>(count_separators(text()));
}

std::string FoldedText::take() {
  room_.resize(size_);
  size_ = 0;
  return std::move(room_);
}

/// Makes room for `bytes` and a separator, and writes the separator if one is due. Returns the place of the
/// next character.
char* FoldedText::begin_run(std::size_t bytes) {
  if (room_.size() - size_ <= bytes) room_.resize(2 * (room_.size() + bytes + 1));
  if (size_ > 0 && separator_ != '\0') room_[size_++] = separator_;
  separator_ = '\0';
  return room_.data() + size_;
}

/// Appends ordinary bytes and single spaces between them, at least one byte. Returns where it stopped.
const char* FoldedText::append_run(const char* at, const char* end) {
  char* out = begin_run(static_cast<std::size_t>(end - at) + SixteenBytes::kSize);
  bool after_space = false;
  while (at < end) {
    const std::size_t size = std::min(static_cast<std::size_t>(end - at), SixteenBytes::kSize);
    const SixteenBytes bytes = can_read_sixteen(at) ? SixteenBytes(at) : sixteen_of({at, size});
    const ByteSet spaces = SixteenBytes::set_of(bytes.equal(' '));
    const ByteSet doubled = spaces & (spaces << 1 | ByteSet{after_space});
    const ByteSet others = SixteenBytes::set_of(bytes.below(' ') | bytes.equal('&'));
    const ByteSet stops = (doubled | others) & first_bytes(size);
    const std::size_t taken = stops == 0 ? size : first_of(stops);
    bytes.store(out);
    out += taken;
    at += taken;
    if (stops != 0) {
      if (class_of(*at) != kOrdinary) break;
      *out++ = *at++;
    }
    after_space = out[-1] == ' ';
  }
  if (out[-1] == ' ') {
    --out;
    break_word();
  }
  size_ = static_cast<std::size_t>(out - room_.data());
  return at;
}

/// Whether sixteen bytes of the document are readable at `at`, though the current piece may be shorter.
bool FoldedText::can_read_sixteen(const char* at) const {
  const std::less<> before;
  const char* const end = document_.data() + document_.size();
  return !before(at, document_.data()) && before(at, end) &&
         static_cast<std::size_t>(end - at) >= SixteenBytes::kSize;
}

void FoldedText::append_visible(std::string_view bytes) {
  std::memcpy(begin_run(bytes.size()), bytes.data(), bytes.size());
  size_ += bytes.size();
}

/// Appends a text that begins with U+0000 or "&". Returns how many bytes of it were read.
std::size_t FoldedText::append_special(std::string_view rest, TextKind kind) {
  if (rest[0] == '\0') {
    if (kind != TextKind::body) append_visible("\uFFFD");
    return 1;
  }
  std::string decoded;
  const auto place = kind == TextKind::xml ? ReferencePlace::xml : ReferencePlace::text;
  const std::size_t taken = kind == TextKind::literal ? 0 : read_reference(rest, place, decoded);
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

void cut_utf8(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  text.resize(bytes);
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

}  // namespace trawl::page
