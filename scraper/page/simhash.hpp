#pragma once
#include <cstdint>
#include <string_view>

namespace trawl::page {

/// A fingerprint of `text` of which few bits differ where few words differ (M. Charikar, "Similarity estimation techniques
/// from rounding algorithms", 2002), over the runs of three words. Words are runs of letters and digits, in any case of
/// ASCII. 0 for a text without words.
std::uint64_t simhash(std::string_view text);

}  // namespace trawl::page
