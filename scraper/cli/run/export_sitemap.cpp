#include <array>
#include <map>

#include <fmt/format.h>

#include "fetch/url/url.hpp"
#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "storage/export/formats.hpp"
#include "storage/export/sitemap.hpp"
#include "storage/file/database.hpp"

namespace trawl::cli {
namespace {

using storage::NotListed;
using storage::Value;

/// The host of the rows that comes first: most pages have it, and a sitemap is about one host.
class FirstCell : public storage::RowSink {
 public:
  void columns(const std::vector<std::string>&) override {}
  void row(std::span<const Value> cells) override { text = storage::cell_text(cells[0]); }
  void end() override {}
  std::string text;
};

std::string largest_origin(const ExportRequest& request) {
  FirstCell first;
  storage::run_query(request.file, R"sql(
      SELECT h.name FROM pages AS p CROSS JOIN urls AS u ON u.id = p.url_id CROSS JOIN hosts AS h ON h.id = u.host_id
      WHERE p.status IN (200, 304) AND p.error IS NULL GROUP BY h.id ORDER BY count(*) DESC, h.id LIMIT 1)sql",
                     first, request.limits);
  return first.text;
}

/// Adds the rows of pages_sql() that are for a sitemap.
class Listing : public storage::RowSink {
 public:
  Listing(storage::Sitemap& sitemap, std::string origin) : sitemap_(sitemap), origin_(std::move(origin)) {}
  void columns(const std::vector<std::string>& names) override {
    for (std::size_t i = 0; i < names.size(); ++i) places_[names[i]] = i;
  }
  void row(std::span<const Value> cells) override {
    const auto cell = [&](const char* name) { return storage::cell_text(cells[places_.at(name)]); };
    const std::string url = cell("url"), kind = cell("kind"), robots = cell("robots"),
                      canonical = cell("canonical");
    storage::ListedPage page;
    page.url = url;
    page.kind = kind;
    page.robots = robots;
    page.canonical = canonical;
    const auto* const status = std::get_if<std::int64_t>(&cells[places_.at("status")]);
    page.status = status == nullptr ? 0 : *status;
    page.has_error = !std::holds_alternative<std::monostate>(cells[places_.at("error")]);
    const NotListed why = storage::not_listed(page, origin_);
    ++counts[why];
    if (why == NotListed::none)
      sitemap_.add(url, storage::lastmod_of(cell("last_modified"), cell("fetched_at")));
  }
  void end() override {}

  std::map<NotListed, std::int64_t> counts;

 private:
  storage::Sitemap& sitemap_;
  const std::string origin_;
  std::map<std::string, std::size_t, std::less<>> places_;
};

/// "; left out: 2 noindex, 1 with another canonical URL", or "".
std::string left_out(const std::map<NotListed, std::int64_t>& counts) {
  constexpr std::array<std::pair<NotListed, std::string_view>, 5> kReasons{
      {{NotListed::status, "without the answer 200"},
       {NotListed::noindex, "noindex"},
       {NotListed::canonical, "with another canonical URL"},
       {NotListed::host, "of other hosts"},
       {NotListed::too_long, "with a URL that is too long"}}};
  std::string text;
  for (const auto& [reason, words] : kReasons) {
    const auto found = counts.find(reason);
    if (found == counts.end()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "; left out: " : ", ", found->second, words);
  }
  return text;
}

/// The URL of the folder where the sitemap will be found.
fetch::Url folder_of(const std::string& text) {
  std::string why;
  const auto url = fetch::Url::parse(text.ends_with('/') ? text : text + '/', nullptr, &why);
  if (!url)
    throw UsageError(fmt::format("--base: '{}' is no URL ({}); write https://example.org/", text, why));
  if (url->has_query()) throw UsageError("--base: a folder has no query; write https://example.org/");
  return url->without_credentials().without_fragment();
}

}  // namespace

ExitCode export_sitemap(const ExportRequest& request) {
  ExportRequest pages = request;
  if (pages.filter.types.empty()) pages.filter.types = storage::type_conditions("html");
  const std::string base =
      request.base.empty() ? largest_origin(request) + "/" : folder_of(request.base).href();
  const std::string origin =
      request.base.empty() ? base.substr(0, base.size() - 1) : folder_of(request.base).origin();
  storage::Sitemap sitemap(request.output, base);
  Listing listing(sitemap, origin);
  storage::run_query(request.file, storage::pages_sql(pages.filter, storage::schema_version(request.file)),
                     listing, request.limits, sql_functions());
  const std::size_t files = sitemap.finish();
  if (files == 0) return nothing_to_export(request, "page for a sitemap", left_out(listing.counts));
  std::string what = counted(listing.counts[NotListed::none], "URL");
  if (files > 1) what += fmt::format(" in {} sitemaps and their index", files);
  say_written(request, what, left_out(listing.counts));
  return ExitCode::done;
}

}  // namespace trawl::cli
