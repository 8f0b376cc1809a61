#include "scraper/cli/print/answer_output.hpp"

#include <cerrno>
#include <cstring>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/terminal.hpp"

namespace trawl::cli {

AnswerOutput::AnswerOutput(const std::string* file)
    : name_(file == nullptr || *file == "-" ? "" : *file),
      is_terminal_(file == nullptr && stdout_is_terminal()) {}

void AnswerOutput::write(std::string_view bytes) {
  if (!name_.empty() && !file_.is_open()) file_.open(name_, std::ios::binary);
  std::ostream& out = name_.empty() ? std::cout : file_;
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
  if (out) return;
  throw std::runtime_error(fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
}

void AnswerOutput::write_json(std::string_view lines) {
  write(is_terminal_ ? text::printable_json(lines) : lines);
}

void AnswerOutput::write_text(std::string_view text) {
  write(is_terminal_ ? terminal_text(text) : text);
}

}  // namespace trawl::cli
