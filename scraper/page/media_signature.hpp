#pragma once
#include <string_view>

namespace trawl::page {

/// "video/mp4", "video/webm" or "audio/mpeg" for what begins so, "" for others: the media whose beginnings are more than a
/// row of bytes (https://mimesniff.spec.whatwg.org/ sections 6.2.1 to 6.2.3). Thread: pure; any.
std::string_view type_of_media(std::string_view bytes);

}  // namespace trawl::page
