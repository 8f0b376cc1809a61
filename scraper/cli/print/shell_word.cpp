#include "scraper/cli/print/shell_word.hpp"

#include <algorithm>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"

namespace trawl::cli {
namespace {

bool is_plain(char c) {
  return text::is_alphanumeric(c) || std::string_view("-_./:=@%+,").find(c) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view text) {
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text::printable(text)) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace trawl::cli
