#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "fetch/text/time.hpp"

namespace trawl::cli {

// The quantities of flags and settings. The parsers throw std::invalid_argument with a message that names the
// text and says what was expected; the printers write text that people can read and the parsers accept.

/// "500ms", "2s", "1.5s", "5m", "1h30m", "1d"; a bare number is seconds.
std::chrono::milliseconds parse_duration(std::string_view text);
using text::duration_text;

/// Bytes: "512k", "10M", "1.5G", "2T", in powers of 1024. Case does not matter, "B" or "iB" may follow; a
/// bare number is bytes.
std::int64_t parse_size(std::string_view text);
/// With at most one decimal: 1,550 bytes are "1.5k" too.
std::string size_text(std::int64_t bytes);

/// Events per second: "10/s", "30/m", "100/h"; a bare number is per second.
double parse_rate(std::string_view text);

}  // namespace trawl::cli
