#include "scraper/cli/print/page_file_name.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

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

/// The extensions of the files of a media type; a file that needs one gets the first.
struct TypeNames {
  std::string_view type;
  std::array<std::string_view, 3> extensions;
};
constexpr TypeNames kTypes[] = {
    {"text/html", {".html", ".htm"}},
    {"application/xhtml+xml", {".xhtml", ".html", ".htm"}},
    {"application/pdf", {".pdf"}},
    {"text/plain", {".txt", ".text", ".md"}},
    {"text/markdown", {".md"}},
    {"text/css", {".css"}},
    {"text/csv", {".csv"}},
    {"text/javascript", {".js", ".mjs"}},
    {"application/javascript", {".js", ".mjs"}},
    {"application/json", {".json"}},
    {"application/ld+json", {".jsonld", ".json"}},
    {"application/xml", {".xml"}},
    {"text/xml", {".xml"}},
    {"application/rss+xml", {".rss", ".xml"}},
    {"application/atom+xml", {".atom", ".xml"}},
    {"image/png", {".png"}},
    {"image/jpeg", {".jpg", ".jpeg"}},
    {"image/gif", {".gif"}},
    {"image/webp", {".webp"}},
    {"image/avif", {".avif"}},
    {"image/svg+xml", {".svg"}},
    {"image/x-icon", {".ico"}},
    {"image/vnd.microsoft.icon", {".ico"}},
    {"audio/mpeg", {".mp3"}},
    {"video/mp4", {".mp4", ".m4v"}},
    {"video/webm", {".webm"}},
    {"font/woff", {".woff"}},
    {"font/woff2", {".woff2"}},
    {"application/zip", {".zip"}},
    {"application/gzip", {".gz", ".tgz"}},
    {"application/epub+zip", {".epub"}},
    {"application/rtf", {".rtf"}},
    {"application/msword", {".doc"}},
    {"application/vnd.ms-excel", {".xls"}},
    {"application/vnd.ms-powerpoint", {".ppt"}},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", {".docx"}},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", {".xlsx"}},
    {"application/vnd.openxmlformats-officedocument.presentationml.presentation", {".pptx"}},
    {"application/vnd.oasis.opendocument.text", {".odt"}},
    {"application/vnd.oasis.opendocument.spreadsheet", {".ods"}},
};
constexpr TypeNames kOtherType{"", {".bin"}};

const TypeNames& names_of(std::string_view media_type) {
  const auto known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](const TypeNames& one) { return one.type == media_type; });
  return known == std::end(kTypes) ? kOtherType : *known;
}

/// The extension at the end of `name`, if it is one of a file of that type; "" else. A name has something
/// before it.
std::string_view extension_in(std::string_view name, const TypeNames& type) {
  for (const std::string_view one : type.extensions) {
    if (one.empty() || name.size() <= one.size()) continue;
    const std::string_view end = name.substr(name.size() - one.size());
    if (text::equal_ignoring_case(end, one)) return end;
  }
  return "";
}

bool ends_like_any_file(std::string_view name) {
  return !extension_in(name, kOtherType).empty() ||
         std::any_of(std::begin(kTypes), std::end(kTypes),
                     [&](const TypeNames& one) { return !extension_in(name, one).empty(); });
}

/// The folders of a file, with a slash at the end. `may_be_file` says of a folder's name that a file may have
/// it, too. Takes them off `rest`, the path without its first slash.
template <class MayBeFile>
std::string folders_of(const fetch::Url& url, std::string_view& rest, MayBeFile may_be_file) {
  std::string name = host_part(url) + '/';
  while (rest.find('/') != std::string_view::npos) {
    const std::string_view written = text::take_until(rest, '/');
    Part folder(written);
    folder.is_changed |= may_be_file(written);
    const auto end = static_cast<std::size_t>(rest.data() - url.path().data());
    name += folder.with_hash(fmt::format("{}{}", url.origin(), url.path().substr(0, end))) + '/';
  }
  return name;
}

/// `stem`, the last part of a name, with what the query says.
void add_query(Part& stem, const fetch::Url& url) {
  if (!url.has_query()) return;
  const Part query(url.query());
  stem.text = (stem.text + '_' + query.text).substr(0, kLongestPart);
  stem.is_changed = true;
}

std::string short_enough(std::string name, const fetch::Url& url, const std::string& page) {
  if (name.size() <= kLongestName) return name;
  Part whole(url.path());
  whole.is_changed = true;
  return host_part(url) + '/' + whole.with_hash(page);
}

}  // namespace

std::string page_file_name(const fetch::Url& url, std::string_view extension) {
  const std::string page = url.without_fragment().href();
  std::string_view rest = url.path().substr(1);
  std::string name =
      folders_of(url, rest, [&](std::string_view folder) { return folder.ends_with(extension); });
  Part file(rest.empty() ? kIndex : rest);
  file.is_changed |= rest == kIndex;
  add_query(file, url);
  name += file.with_hash(page);
  return short_enough(std::move(name), url, page).append(extension);
}

std::string body_file_name(const fetch::Url& url, std::string_view media_type) {
  const std::string page = url.without_fragment().href();
  const TypeNames& type = names_of(media_type);
  std::string_view rest = url.path().substr(1);
  std::string name = folders_of(url, rest, ends_like_any_file);
  const std::string_view own = extension_in(rest, type);
  const std::string_view written = rest.substr(0, rest.size() - own.size());
  Part stem(rest.empty() ? kIndex : written);
  stem.is_changed |= rest.empty() ? false : own.empty() || written == kIndex;
  add_query(stem, url);
  name += stem.with_hash(page);
  return short_enough(std::move(name), url, page).append(own.empty() ? type.extensions[0] : own);
}

}  // namespace trawl::cli
