#include "scraper/cli/print/terminal.hpp"

#include <cstdlib>
#include <iostream>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fetch/text/terminal.hpp"

namespace trawl::cli {

bool stderr_is_terminal() {
  const char* kind = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

bool stdout_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

int stdout_width() {
  return stdout_is_terminal() ? terminal_width() : 0;
}

std::string safe_json(std::string json) {
  return stdout_is_terminal() ? text::printable_json(json) : json;
}

storage::Format usual_format() {
  return stdout_is_terminal() ? storage::Format::fitting : storage::Format::plain;
}

void complain(std::string_view about, std::string_view what) {
  std::cerr << fmt::format("trawl: {}: {}\n", text::printable(about), text::printable(what));
}

int terminal_width() {
  constexpr int kUsual = 80;
  for (const int descriptor : {STDERR_FILENO, STDOUT_FILENO}) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  return kUsual;
}

}  // namespace trawl::cli
