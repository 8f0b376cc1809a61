#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trawl::cli {

/// What is wrong with a file, in the words of somebody who writes one: `message` is yaml-cpp's, `line` the
/// line where it stopped, `column` the byte in it, from 0. Says what to do about the usual mistakes: tabs,
/// and text that needs quotes.
std::string yaml_complaint(const std::string& message, std::string_view line, std::size_t column);

/// The byte of the tab that makes YAML refuse the line's indentation; none if the message means another
/// thing.
std::optional<std::size_t> forbidden_tab(const std::string& message, std::string_view line);

}  // namespace trawl::cli
