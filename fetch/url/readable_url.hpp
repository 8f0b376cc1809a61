#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace trawl::fetch {

/// A URL as people read it: escapes as the characters that they stand for, "+" in the query as a blank, and
/// an IDN host in its own letters. Escapes of control characters, and of bytes that are no UTF-8, stay. None
/// when nothing differs from how it is written, which costs one look at each byte.
/// Two different URLs may read the same, so this is for matching and showing, not for asking.
/// Requires: the href of a Url, with or without its fragment.
std::optional<std::string> readable_url(std::string_view href);

}  // namespace trawl::fetch
