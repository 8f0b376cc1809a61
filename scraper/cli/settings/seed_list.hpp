#pragma once
#include <iosfwd>
#include <string>
#include <vector>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// One seed per line. A "#" at the beginning or after white space begins a comment. The text is UTF-8, or
/// UTF-16 with a byte order mark; lines end with LF, CRLF or CR. `name` is for messages.
/// Throws std::invalid_argument: "NAME:LINE: …".
std::vector<fetch::Url> read_seeds(std::istream& in, const std::string& name);

/// Reads a file, or stdin for "-". Throws UsageError for a bad seed and for a file that cannot be read.
std::vector<fetch::Url> load_seeds(const std::string& file);

}  // namespace trawl::cli
