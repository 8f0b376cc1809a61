#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fetch/url/url.hpp"

namespace trawl::cli {

/// Whether a media type, in lower case and without parameters, is that of a text.
bool is_text_type(std::string_view media_type);

/// The text of a body as people see it, in UTF-8: of an HTML page what is visible, a line for each block;
/// other text as it is. None for what is no text. `content_type` has the charset of the header or the file.
/// Pure.
std::optional<std::string> readable_text(std::string_view body, std::string_view media_type,
                                         std::string_view content_type, const fetch::Url& url);

}  // namespace trawl::cli
