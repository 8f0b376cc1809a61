#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "fetch/url/url.hpp"
#include "scraper/cli/print/page_file_name.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/page/mime.hpp"
#include "storage/export/filtered_pages.hpp"
#include "storage/export/folder.hpp"

namespace trawl::cli {
namespace {

constexpr int kMostNamed = 20;

/// What became of the bodies.
struct Tally {
  std::int64_t written = 0, same = 0, taken = 0;
};

/// One whose name is taken is named, but not thousands of them.
void count(Tally& tally, storage::Folder::Added added, const std::string& path) {
  using enum storage::Folder::Added;
  if (added == written) ++tally.written;
  if (added == was_there) ++tally.same;
  if (added == name_is_taken && ++tally.taken <= kMostNamed)
    complain(path, "is there already with other content and stays as it is");
}

}  // namespace

ExitCode export_files(const ExportRequest& request) {
  if (request.output.empty()) throw UsageError("export files needs a folder: -o DIR");
  storage::FilteredPages pages(request.file, request.filter, request.limits, sql_functions());
  std::optional<storage::Folder> folder;
  Tally tally;
  while (const auto page = pages.next()) {
    const auto url = fetch::Url::parse(page->url);
    if (!url) continue;
    if (!folder) folder.emplace(request.output);
    const std::string name = body_file_name(*url, page::media_type(page->content_type));
    count(tally, folder->add(name, page->body), request.output + "/" + name);
  }
  if (!folder) return nothing_to_export(request, "stored body");
  const std::string rest =
      tally.same == 0 ? "" : fmt::format("; {} there already", counted(tally.same, "was", "were"));
  say_written(request, counted(tally.written, "file"), rest);
  if (tally.taken == 0) return ExitCode::done;
  complain(request.output, fmt::format("{} there already with other content; choose another folder with -o",
                                       counted(tally.taken, "name is", "names are")));
  return ExitCode::failed;
}

}  // namespace trawl::cli
