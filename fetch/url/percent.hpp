#pragma once
#include <array>
#include <string>
#include <string_view>

#include "fetch/text/ascii.hpp"

namespace trawl::fetch {

/// A percent-encode set of the URL standard (§1.3): the bytes that are written as "%XX". Every set contains
/// the C0 controls, DEL and all bytes beyond ASCII.
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
/// What RFC 3986 (sections 3.3 and 3.4) allows neither in a path nor in a query.
inline constexpr PercentSet kNotPathOrQuery{" \"#<>[\\]^`{|}"};
inline constexpr PercentSet kUserinfoSet{" \"#<>?^`{}/:;=@[\\]|"};

/// RFC 3986 section 2.3: these characters mean the same with and without escaping.
constexpr bool is_unreserved(char c) {
  return text::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/// Appends `text` to `out`, with "%XX" in upper case for each byte of `set`. Leaves existing escapes as they
/// are.
void append_percent_encoded(std::string& out, std::string_view text, const PercentSet& set);

/// Appends "%XX" with upper-case digits.
void append_escape(std::string& out, char byte);

/// The byte of the "%XX" that `text` begins with, or -1 if it begins with none.
int escaped_byte(std::string_view text);

/// `text` with its byte for each escape. A "%" that begins no escape stays.
std::string percent_decoded(std::string_view text);

}  // namespace trawl::fetch
