#pragma once
#include <string_view>

namespace trawl::page {

/// "video/mp4", "video/webm" or "audio/mpeg" if the bytes begin like one, otherwise "". These are the media
/// types that a fixed signature does not identify (https://mimesniff.spec.whatwg.org/ sections 6.2.1 to
/// 6.2.3). Thread: pure; any.
std::string_view type_of_media(std::string_view bytes);

}  // namespace trawl::page
