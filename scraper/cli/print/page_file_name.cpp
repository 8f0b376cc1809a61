#include "scraper/cli/print/page_file_name.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "storage/tables/hash.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kIndex = "index";
constexpr std::size_t kLongestPart = 120, kLongestName = 1'000;

bool is_safe(char c) {
  return text::is_alphanumeric(c) || std::string_view("._+=,@%-").find(c) != std::string_view::npos;
}

/// A part of a path, and whether it says less than what it was made of.
struct Part {
  explicit Part(std::string_view written) : text(written.substr(0, kLongestPart)) {
    is_changed = written.size() > kLongestPart || written.empty() || written.front() == '.';
    for (char& c : text) {
      if (is_safe(c)) continue;
      c = '_';
      is_changed = true;
    }
    if (text.starts_with('.')) text[0] = '_';
  }
  /// `url` tells apart what looks alike now.
  std::string with_hash(std::string_view url) const {
    if (!is_changed) return text;
    return fmt::format("{}~{:08x}", text, storage::hash128(url).low & 0xFFFF'FFFF);
  }

  std::string text;
  bool is_changed;
};

std::string host_part(const fetch::Url& url) {
  std::string host(url.host());
  // An IPv6 address stands in brackets and has colons.
  std::replace(host.begin(), host.end(), ':', '-');
  std::erase_if(host, [](char c) { return c == '[' || c == ']'; });
  const bool has_port = !url.port().empty() || url.scheme() == "http";
  return has_port ? fmt::format("{}_{}", host, url.effective_port()) : host;
}

}  // namespace

std::string page_file_name(const fetch::Url& url, std::string_view extension) {
  const std::string page = url.without_fragment().href();
  std::string name = host_part(url) + '/';
  std::string_view rest = url.path().substr(1);
  while (rest.find('/') != std::string_view::npos) {
    const std::string_view written = text::take_until(rest, '/');
    Part folder(written);
    // A folder has no name that a file may have.
    folder.is_changed |= written.ends_with(extension);
    const auto end = static_cast<std::size_t>(rest.data() - url.path().data());
    name += folder.with_hash(fmt::format("{}{}", url.origin(), url.path().substr(0, end))) + '/';
  }
  Part file(rest.empty() ? kIndex : rest);
  file.is_changed |= rest == kIndex;
  if (url.has_query()) {
    const Part query(url.query());
    file.text = (file.text + '_' + query.text).substr(0, kLongestPart);
    file.is_changed = true;
  }
  name += file.with_hash(page);
  if (name.size() > kLongestName) {
    Part whole(url.path());
    whole.is_changed = true;
    name = host_part(url) + '/' + whole.with_hash(page);
  }
  return name.append(extension);
}

}  // namespace trawl::cli
