#include "scraper/cli/run/export_markdown.hpp"

#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "fetch/url/url.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/page_file_name.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/extract/page_markdown.hpp"
#include "scraper/page/mime.hpp"
#include "storage/export/folder.hpp"
#include "storage/stored_pages.hpp"

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

ExitCode export_markdown(const std::string& file, const MarkdownExport& how) {
  storage::StoredPages pages(file);
  std::optional<storage::Folder> folder;
  std::int64_t written = 0, without_text = 0;
  while (const auto page = pages.next()) {
    const auto url = fetch::Url::parse(page->url);
    const auto markdown = url ? markdown_of(*page, *url, how.is_whole) : std::nullopt;
    if (!markdown || markdown->empty()) {
      ++without_text;
      continue;
    }
    const std::string document = front_matter(*page) + *markdown;
    if (how.folder.empty()) {
      print(document, written == 0, stdout_is_terminal());
    } else {
      if (!folder) folder.emplace(how.folder);
      folder->write(page_file_name(*url, ".md"), document);
    }
    ++written;
  }
  std::cout.flush();
  if (written == 0) {
    complain(file, "there is no page with text to export");
    return ExitCode::nothing;
  }
  if (!how.folder.empty()) {
    const std::string rest =
        without_text == 0 ? "" : fmt::format("; {} are no text, or have none", without_text);
    std::cerr << fmt::format("trawl: {}: {} {} written{}\n", text::printable(how.folder), written,
                             written == 1 ? "page" : "pages", rest);
  }
  return ExitCode::done;
}

}  // namespace trawl::cli
