#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/url/url.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/page_file_name.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/export_request.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/extract/markdown/page_markdown.hpp"
#include "scraper/page/mime.hpp"
#include "storage/export/filtered_pages.hpp"
#include "storage/export/folder.hpp"

namespace trawl::cli {
namespace {

/// JSON strings are YAML strings.
std::string front_matter(const storage::StoredPage& page) {
  std::string head = "---\nurl: ";
  text::append_json_string(head, page.url);
  if (!page.title.empty()) {
    head += "\ntitle: ";
    text::append_json_string(head, page.title);
  }
  head += "\nfetched_at: ";
  text::append_json_string(head, page.fetched_at);
  return head + "\n---\n\n";
}

/// The page as Markdown; none for what is no text, "" for a page without text.
std::optional<std::string> markdown_of(const storage::StoredPage& page, const fetch::Url& url,
                                       bool is_whole) {
  const std::string type = page::media_type(page.content_type);
  const std::string header = page.charset.empty() ? type : type + "; charset=" + page.charset;
  std::string cut;
  auto markdown = extract::page_markdown(
      page.body, type, header, url, is_whole ? extract::Extent::whole : extract::Extent::main_text, &cut);
  if (!cut.empty()) complain(page.url, cut);
  return markdown;
}

void print(const std::string& document, bool is_first, bool is_terminal) {
  if (!is_first) std::cout << '\n';
  std::cout << (is_terminal ? terminal_text(document) : document);
}

}  // namespace

ExitCode export_markdown(const ExportRequest& request) {
  storage::FilteredPages pages(request.file, request.filter, request.limits, sql_functions());
  std::optional<storage::Folder> folder;
  std::int64_t written = 0, without_text = 0;
  while (const auto page = pages.next()) {
    const auto url = fetch::Url::parse(page->url);
    const auto markdown = url ? markdown_of(*page, *url, request.is_whole) : std::nullopt;
    if (!markdown || markdown->empty()) {
      ++without_text;
      continue;
    }
    const std::string document = front_matter(*page) + *markdown;
    if (request.output.empty()) {
      print(document, written == 0, stdout_is_terminal());
    } else {
      if (!folder) folder.emplace(request.output);
      folder->write(page_file_name(*url, ".md"), document);
    }
    ++written;
  }
  if (written == 0) return nothing_to_export(request, "page with text");
  std::cout.flush();
  const std::string rest =
      without_text == 0 ? "" : fmt::format("; {} are no text, or have none", without_text);
  say_written(request, counted(written, "page"), rest);
  return ExitCode::done;
}

}  // namespace trawl::cli
