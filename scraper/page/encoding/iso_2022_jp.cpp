#include "scraper/page/encoding/iso_2022_jp.hpp"

#include <utility>

#include "fetch/text/utf8.hpp"
#include "scraper/page/encoding/multibyte_decoder.hpp"

namespace trawl::page {

namespace {

enum class Set { ascii, roman, katakana, jis0208 };

class Decoder {
 public:
  explicit Decoder(std::string_view bytes) : bytes_(bytes) {}

  std::string text() {
    while (at_ < bytes_.size()) {
      if (bytes_[at_] == '\x1B') {
        escape();
      } else {
        character();
      }
    }
    return std::move(text_);
  }

 private:
  /// An escape sequence selects the character set. Two in a row are an error. An unknown one is an error too:
  /// the bytes after its escape are read as characters.
  void escape() {
    const std::string_view sequence = bytes_.substr(at_ + 1, 2);
    ++at_;
    if (sequence == "(B") {
      set_ = Set::ascii;
    } else if (sequence == "(J") {
      set_ = Set::roman;
    } else if (sequence == "(I") {
      set_ = Set::katakana;
    } else if (sequence == "$@" || sequence == "$B") {
      set_ = Set::jis0208;
    } else {
      nothing_since_escape_ = false;
      error();
      return;
    }
    at_ += 2;
    if (nothing_since_escape_) error();
    nothing_since_escape_ = true;
  }

  void character() {
    nothing_since_escape_ = false;
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    if (set_ == Set::jis0208) {
      append(is_cell(byte) ? pair(byte) : 0);
    } else if (set_ == Set::katakana) {
      append(byte >= 0x21 && byte <= 0x5F ? half_width_katakana(byte | 0x80) : 0);
    } else if (set_ == Set::roman && byte == 0x5C) {
      append(U'¥');
    } else if (set_ == Set::roman && byte == 0x7E) {
      append(U'‾');
    } else if (byte >= 0x80 || byte == 0x0E || byte == 0x0F) {
      error();
    } else {
      text_.push_back(static_cast<char>(byte));
    }
  }

  char32_t pair(unsigned char lead) {
    if (at_ == bytes_.size() || bytes_[at_] == '\x1B') return 0;
    const auto trail = static_cast<unsigned char>(bytes_[at_++]);
    return is_cell(trail) ? jis0208_character(lead - 0x21, trail - 0x21) : 0;
  }

  static bool is_cell(unsigned char byte) { return byte >= 0x21 && byte <= 0x7E; }

  void append(char32_t found) {
    if (found) {
      text::append_utf8(text_, found);
    } else {
      error();
    }
  }
  void error() { text_.append(text::kReplacement); }

  std::string_view bytes_;
  std::size_t at_ = 0;
  Set set_ = Set::ascii;
  bool nothing_since_escape_ = false;
  std::string text_;
};

}  // namespace

std::string decode_iso_2022_jp(std::string_view bytes) {
  return Decoder(bytes).text();
}

}  // namespace trawl::page
