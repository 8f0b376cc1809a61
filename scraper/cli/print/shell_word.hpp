#pragma once
#include <string>
#include <string_view>

namespace cli {

/// The text as one word of a shell, quoted only where it must be, without anything that commands a terminal.
std::string shell_word(std::string_view text);

}  // namespace cli
