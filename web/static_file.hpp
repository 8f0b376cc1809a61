#pragma once
#include <string_view>

#include "web/embedded.hpp"
#include "web/http_message.hpp"

namespace trawl::web {

/// The media type for the extension of a path; "application/octet-stream" for an unknown one.
std::string_view content_type_of(std::string_view path);

/// The file: compressed, as the program holds it, when the client accepts gzip; unpacked otherwise.
HttpReply file_reply(const EmbeddedFile& file, const HttpRequest& request);

}  // namespace trawl::web
