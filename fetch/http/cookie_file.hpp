#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fetch/http/cookie.hpp"

namespace trawl::fetch {

// Cookie files in Netscape's format, which curl, wget and browser extensions read and write
// (https://curl.se/docs/http-cookies.html): one cookie a line, in seven fields separated by tabs.

/// Throws std::invalid_argument, which names the first malformed line.
std::vector<Cookie> parse_cookie_file(std::string_view text);

/// The text of a cookie file. Leaves out cookies whose name contains a tab, as the format cannot hold them.
std::string cookie_file_text(std::span<const Cookie> cookies);

/// Throws std::system_error if the file cannot be read, and std::invalid_argument as parse_cookie_file()
/// does.
std::vector<Cookie> load_cookie_file(const std::filesystem::path& file);

/// Replaces the whole file or, on an error, nothing. Only its owner may read it. Throws std::system_error.
void save_cookie_file(const std::filesystem::path& file, std::span<const Cookie> cookies);

}  // namespace trawl::fetch
