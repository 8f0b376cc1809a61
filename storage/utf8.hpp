#pragma once
#include <cstddef>
#include <string_view>

namespace trawl::storage {

inline constexpr char32_t kReplacement = 0xFFFD;

/// A code point and how many bytes it took.
struct CodePoint {
  char32_t value = kReplacement;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The code point at the start of a non-empty text; an invalid byte is one U+FFFD. Refuses surrogates and
/// overlong forms.
CodePoint first_code_point(std::string_view text);

}  // namespace trawl::storage
