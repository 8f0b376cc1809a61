#include "storage/export/sitemap.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/http_date.hpp"
#include "fetch/text/time.hpp"
#include "storage/export/xml_text.hpp"
#include "storage/file/error.hpp"

namespace trawl::storage {
namespace {

constexpr std::string_view kXml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view kNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
constexpr std::string_view kEnd = "</urlset>\n";
constexpr std::size_t kLongestUrl = 2'047;

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty())
    if (text::trimmed(text::take_until(words, ','), text::kAsciiSpace) == word) return true;
  return false;
}

/// A file's name in a URL.
std::string escaped(std::string_view name) {
  std::string url;
  for (const char c : name) {
    if (text::is_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
      url += c;
    } else {
      url += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return url;
}

}  // namespace

Sitemap::Sitemap(std::filesystem::path file, std::string folder_url, Limits limits)
    : file_(std::move(file)), folder_url_(std::move(folder_url)), limits_(limits) {}

void Sitemap::begin() {
  part_ = std::make_unique<Output>(file_);
  if (file_.empty()) part_->hold();  // until it is known that one file is enough
  part_->stream() << kXml << "<urlset xmlns=\"" << kNamespace << "\">\n";
  part_->end_record();
  urls_in_part_ = 0;
}

void Sitemap::add(std::string_view url, std::string_view lastmod) {
  std::string entry = "<url><loc>";
  append_xml(entry, url);
  entry += "</loc>";
  if (!lastmod.empty()) entry.append("<lastmod>").append(lastmod).append("</lastmod>");
  entry += "</url>\n";
  const bool is_full =
      part_ && (urls_in_part_ == limits_.urls || part_->size() + entry.size() + kEnd.size() > limits_.bytes);
  if (is_full) end_part();
  if (!part_) begin();
  part_->stream() << entry;
  part_->end_record();
  ++urls_in_part_;
}

std::filesystem::path Sitemap::part_name(std::size_t number) const {
  std::filesystem::path name = file_;
  return name.replace_filename(
      fmt::format("{}-{}{}", file_.stem().string(), number, file_.extension().string()));
}

void Sitemap::end_part() {
  if (file_.empty())
    throw Error(ErrorKind::limit, fmt::format("one sitemap holds {} URLs and 50 MB; name a file with -o, and "
                                              "trawl writes several with an index",
                                              limits_.urls));
  if (parts_ == limits_.files)
    throw Error(ErrorKind::limit,
                fmt::format("{}: an index of sitemaps holds {} of them; narrow the export with "
                            "--where",
                            file_.string(), limits_.files));
  part_->stream() << kEnd;
  part_->commit(part_name(++parts_));
  part_.reset();
}

std::size_t Sitemap::finish() {
  if (!part_) return 0;
  if (parts_ == 0) {
    part_->stream() << kEnd;
    part_->commit();
    return 1;
  }
  end_part();
  Output index(file_);
  index.stream() << kXml << "<sitemapindex xmlns=\"" << kNamespace << "\">\n";
  for (std::size_t number = 1; number <= parts_; ++number) {
    std::string entry = "<sitemap><loc>";
    append_xml(entry, folder_url_ + escaped(part_name(number).filename().string()));
    index.stream() << entry << "</loc></sitemap>\n";
    index.end_record();
  }
  index.stream() << "</sitemapindex>\n";
  index.commit();
  return parts_;
}

std::string lastmod_of(std::string_view last_modified, std::string_view fetched_at) {
  const auto changed = text::parse_http_date(last_modified, text::epoch_now());
  if (!changed || *changed < 0) return "";
  std::string time = text::iso_seconds(*changed);
  return std::string_view(time).substr(0, 19) > fetched_at.substr(0, 19) ? "" : time;
}

NotListed not_listed(const ListedPage& page, std::string_view origin) {
  using enum NotListed;
  if (page.kind != "page") return kind;
  if (page.has_error || (page.status != 200 && page.status != 304)) return status;
  if (has_word(page.robots, "noindex") || has_word(page.robots, "none")) return noindex;
  if (!page.canonical.empty() && page.canonical != page.url) return canonical;
  const bool is_on_host = page.url.starts_with(origin) && page.url.substr(origin.size()).starts_with('/');
  if (!is_on_host) return host;
  return page.url.size() > kLongestUrl ? too_long : none;
}

}  // namespace trawl::storage
