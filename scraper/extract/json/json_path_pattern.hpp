#pragma once
#include <memory>
#include <string>

namespace re2 {
class RE2;
}

namespace trawl::extract {

/// A pattern of I-Regexp (RFC 9485) as RE2, whose "." matches no line end. Null for what is no pattern.
std::unique_ptr<re2::RE2> json_path_pattern(const std::string& pattern, bool matches_whole);

}  // namespace trawl::extract
