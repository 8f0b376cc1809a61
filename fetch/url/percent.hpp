#pragma once
#include <array>
#include <string>
#include <string_view>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

/// A percent-encode set of the URL standard (§1.3): the bytes that are written as "%XX". Every set holds the
/// C0 controls, DEL and all bytes of non-ASCII characters.
class PercentSet {
 public:
  constexpr explicit PercentSet(std::string_view members) {
    for (unsigned byte = 0; byte < 256; ++byte) holds_[byte] = byte < 0x20 || byte > 0x7e;
    for (const char c : members) holds_[static_cast<unsigned char>(c)] = true;
  }
  constexpr bool holds(char c) const { return holds_[static_cast<unsigned char>(c)]; }

 private:
  std::array<bool, 256> holds_{};
};

inline constexpr PercentSet kFragmentSet{" \"<>`"};
inline constexpr PercentSet kSpecialQuerySet{" \"#<>'"};
inline constexpr PercentSet kPathSet{" \"#<>?^`{}"};
inline constexpr PercentSet kUserinfoSet{" \"#<>?^`{}/:;=@[\\]|"};

/// RFC 3986 section 2.3: these mean the same escaped and as they are.
constexpr bool is_unreserved(char c) {
  return text::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Appends `text` to `out` with the bytes of `set` as upper-case "%XX". Escapes already there stay as they
/// are.
void append_percent_encoded(std::string& out, std::string_view text, const PercentSet& set);

/// "%XX", with upper-case digits.
void append_escape(std::string& out, char byte);

/// The byte that "%XX" at the front of `text` stands for, or -1 when no escape stands there.
int escaped_byte(std::string_view text);

/// `text` with every escape replaced by its byte; a "%" that begins no escape stays.
std::string percent_decoded(std::string_view text);

}  // namespace trawl::fetch
