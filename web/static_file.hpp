#pragma once
#include <string_view>

#include "web/embedded.hpp"
#include "web/http_message.hpp"

namespace trawl::web {

/// By the extension; "application/octet-stream" for an unknown one.
std::string_view content_type_of(std::string_view path);

/// The file as it lies in the program when gzip is accepted, unpacked otherwise.
HttpReply file_reply(const EmbeddedFile& file, const HttpRequest& request);

}  // namespace trawl::web
