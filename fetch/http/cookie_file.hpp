#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/cookie.hpp"

namespace trawl::fetch {

// Files of cookies in the format of Netscape's browser, which curl, wget and browsers' extensions read and write
// (https://curl.se/docs/http-cookies.html): a cookie a line, seven fields between tabs.

/// Throws std::invalid_argument that names the first line which is no cookie.
std::vector<Cookie> parse_cookie_file(std::string_view text);

/// The other way. Cookies whose name holds a tab cannot be written and are left out.
std::string cookie_file_text(std::span<const Cookie> cookies);

/// Throws std::system_error when the file cannot be read, std::invalid_argument as parse_cookie_file.
std::vector<Cookie> load_cookie_file(const std::filesystem::path& file);

/// Replaces the file as a whole, or not at all; only its owner may read it. Throws std::system_error.
void save_cookie_file(const std::filesystem::path& file, std::span<const Cookie> cookies);

}  // namespace trawl::fetch
