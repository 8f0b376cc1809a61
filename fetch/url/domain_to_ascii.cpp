#include "fetch/url/domain_to_ascii.hpp"

#include <cstdint>
#include <stdexcept>

#include <unicode/uidna.h>

#include "fetch/text/utf8.hpp"

namespace trawl::fetch {

namespace {

constexpr std::size_t kLongestDomain = 4'096;
constexpr std::uint32_t kIgnoredErrors = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                         UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                         UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

// Mappings that UTS 46 has had since Unicode 15.1 or 16 but not in 15.0, the version of ICU 72: the code
// points first..last become the same number of code points that begin with `mapped`, or nothing.
struct Mapping {
  UChar32 first, last, mapped;
};
constexpr UChar32 kNothing = -1;
constexpr Mapping kNewMappings[] = {
    {0x04c0, 0x04c0, 0x04cf},     {0x10a0, 0x10c5, 0x2d00},   {0x115f, 0x1160, kNothing},
    {0x17b4, 0x17b5, kNothing},   {0x180e, 0x180e, kNothing}, {0x1e9e, 0x1e9e, 0x00df},
    {0x2061, 0x2064, kNothing},   {0x206a, 0x206f, kNothing}, {0x2132, 0x2132, 0x214e},
    {0x2183, 0x2183, 0x2184},     {0x3164, 0x3164, kNothing}, {0xffa0, 0xffa0, kNothing},
    {0x1d173, 0x1d17a, kNothing}, {0x2f868, 0x2f868, 0x36fc}, {0x2f874, 0x2f874, 0x5f53},
    {0x2f91f, 0x2f91f, 0x243ab},  {0x2f95f, 0x2f95f, 0x7aee}, {0x2f9bf, 0x2f9bf, 0x45d7},
};

/// The mapped code point; kNothing if it is dropped.
UChar32 newly_mapped(UChar32 point) {
  for (const Mapping& entry : kNewMappings) {
    if (point < entry.first || point > entry.last) continue;
    return entry.mapped == kNothing ? kNothing : entry.mapped + (point - entry.first);
  }
  return point;
}

std::string with_new_mappings(std::string_view domain) {
  std::string mapped;
  mapped.reserve(domain.size());
  while (!domain.empty()) {
    const text::CodePoint point = text::first_code_point(domain);
    domain.remove_prefix(point.bytes);
    const UChar32 now = newly_mapped(static_cast<UChar32>(point.value));
    if (now != kNothing) text::append_utf8(mapped, static_cast<char32_t>(now));
  }
  return mapped;
}

const UIDNA& uts46() {
  static const UIDNA* const idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    const UIDNA* opened =
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
    if (U_FAILURE(status))
      throw std::runtime_error(std::string("ICU has no UTS 46 data: ") + u_errorName(status));
    return opened;
  }();
  return *idna;
}

}  // namespace

std::optional<std::string> domain_to_ascii(std::string_view domain) {
  if (domain.size() > kLongestDomain) return std::nullopt;
  const std::string mapped = with_new_mappings(domain);
  std::string ascii(4 * kLongestDomain, '\0');
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const int size = uidna_nameToASCII_UTF8(&uts46(), mapped.data(), static_cast<int>(mapped.size()),
                                          ascii.data(), static_cast<int>(ascii.size()), &info, &status);
  if (U_FAILURE(status) || (info.errors & ~kIgnoredErrors) != 0) return std::nullopt;
  ascii.resize(static_cast<std::size_t>(size));
  return ascii;
}

std::string domain_to_unicode(std::string_view domain) {
  if (domain.size() > kLongestDomain || domain.find("xn--") == std::string_view::npos)
    return std::string(domain);
  std::string unicode(4 * domain.size(), '\0');
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const int size = uidna_nameToUnicodeUTF8(&uts46(), domain.data(), static_cast<int>(domain.size()),
                                           unicode.data(), static_cast<int>(unicode.size()), &info, &status);
  if (U_FAILURE(status) || (info.errors & ~kIgnoredErrors) != 0) return std::string(domain);
  unicode.resize(static_cast<std::size_t>(size));
  return unicode;
}

}  // namespace trawl::fetch
