#include "scraper/cli/settings/seed_list.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "scraper/page/encoding/encoding.hpp"

namespace trawl::cli {
namespace {

/// The lines of a text that ends them with LF, CRLF or CR.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    const bool is_pair = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(end + (is_pair ? 2 : 1), text.size()));
  }
  return lines;
}

/// Without the comment: what follows a "#" at the beginning or after white space. Elsewhere that begins a
/// fragment.
std::string_view without_comment(std::string_view line) {
  for (std::size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || text::kCSpace.find(line[at - 1]) != std::string_view::npos) return line.substr(0, at);
  }
  return line;
}

/// A list as UTF-8 without byte order mark. Throws std::invalid_argument for other encodings that can be
/// told.
std::string utf8_of(std::string bytes, const std::string& name) {
  using namespace std::string_view_literals;
  const bool is_32 = bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv);
  const auto begins = [&](std::string_view mark) { return bytes.starts_with(mark); };
  const bool is_marked = begins("\xEF\xBB\xBF") || begins("\xFF\xFE") || begins("\xFE\xFF");
  if (is_marked && !is_32) return std::string(page::decode_html(bytes, "").text());
  if (is_32 || bytes.find('\0') != std::string::npos) {
    throw std::invalid_argument(
        fmt::format("{} is {}: save it as UTF-8", name,
                    is_32 ? "UTF-32" : "no text, or UTF-16 without a byte order mark"));
  }
  return bytes;
}

}  // namespace

std::vector<fetch::Url> read_seeds(std::istream& in, const std::string& name) {
  const std::string text = utf8_of({std::istreambuf_iterator<char>(in), {}}, name);
  std::vector<fetch::Url> seeds;
  int number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    const std::string_view seed = trimmed_seed(without_comment(line));
    if (seed.empty()) continue;
    try {
      if (seed.find('\t') != std::string_view::npos)
        throw std::invalid_argument(
            fmt::format("'{}' cannot be crawled: a line has one URL, and no tab", seed));
      seeds.push_back(parse_seed(seed));
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}:{}: {}", name, number, error.what()));
    }
  }
  return seeds;
}

std::vector<fetch::Url> load_seeds(const std::string& file) {
  try {
    if (file == "-") return read_seeds(std::cin, "stdin");
    std::ifstream in(file);
    if (in) in.peek();
    if (!in.is_open() && file.find("://") != std::string::npos)
      throw UsageError(
          fmt::format("{} is no file: -i takes a file of URLs, and URLs are words without it", file));
    if (in.bad() || !in.is_open())
      throw UsageError(fmt::format("cannot read {}: {}", file, std::strerror(errno)));
    return read_seeds(in, file);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

}  // namespace trawl::cli
