#include "scraper/cli/settings/seeds.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/command.hpp"
#include "scraper/cli/settings/values.hpp"

namespace trawl::cli {
namespace {

/// "https:…" and "mailto:…" have one, "localhost:8080" does not.
bool has_scheme(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto belongs = [](char c) { return text::is_alphanumeric(c) || c == '+' || c == '-'; };
  if (colon == std::string_view::npos || !std::all_of(text.begin(), text.begin() + colon, belongs))
    return false;
  const bool is_port = colon + 1 < text.size() && text::is_digit(text[colon + 1]);
  return !is_port;
}

bool is_near(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || parse_ip(host);
}

}  // namespace

fetch::Url parse_seed(std::string_view text) {
  const std::string_view typed = text::trimmed(text, text::kCSpace);
  std::string why = "it is empty";
  std::optional<fetch::Url> url;
  if (has_scheme(typed)) {
    url = fetch::Url::parse(typed, nullptr, &why);
  } else if (!typed.empty()) {
    const std::string rest(typed.starts_with("//") ? typed.substr(2) : typed);
    url = fetch::Url::parse("http://" + rest, nullptr, &why);
    if (url && !is_near(url->host())) url = fetch::Url::parse("https://" + rest, nullptr, &why);
  }
  if (!url) throw std::invalid_argument(fmt::format("'{}' cannot be crawled: {}", typed, why));
  return *std::move(url);
}

std::vector<fetch::Url> read_seeds(std::istream& in, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::vector<fetch::Url> seeds;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    std::string_view text = line;
    if (number == 1 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    text = text::trimmed(text, text::kCSpace);
    if (text.empty() || text.starts_with('#')) continue;
    try {
      seeds.push_back(parse_seed(text));
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
    if (in.bad() || !in.is_open())
      throw UsageError(fmt::format("cannot read {}: {}", file, std::strerror(errno)));
    return read_seeds(in, file);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

std::vector<fetch::Url> seeds_of(const std::vector<std::string>& typed, const std::string& input) {
  std::vector<fetch::Url> seeds;
  for (const std::string& text : typed) {
    try {
      seeds.push_back(parse_seed(text));
    } catch (const std::invalid_argument& error) {
      throw UsageError(error.what());
    }
  }
  if (!input.empty()) {
    for (fetch::Url& url : load_seeds(input)) seeds.push_back(std::move(url));
  }
  return seeds;
}

std::filesystem::path default_output(const fetch::Url& seed) {
  std::string name(seed.host());
  std::erase_if(name, [](char c) { return c == '[' || c == ']'; });
  for (char& c : name) {
    const bool is_plain = text::is_lower(c) || text::is_digit(c) || c == '.' || c == '-';
    if (!is_plain) c = '_';
  }
  name.erase(0, std::min(name.find_first_not_of(".-"), name.size()));
  name = name.substr(0, 200);
  if (name.empty()) name = "crawl";
  if (!seed.port().empty()) name += fmt::format("-{}", seed.port());
  return name + ".db";
}

}  // namespace trawl::cli
