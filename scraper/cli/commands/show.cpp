#include <algorithm>
#include <iostream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "fetch/url/url_key.hpp"
#include "scraper/cli/commands.hpp"
#include "scraper/cli/print/answer_output.hpp"
#include "scraper/cli/print/fetched_text.hpp"
#include "scraper/cli/print/shown_page.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/run/sql_functions.hpp"
#include "scraper/cli/run/url_variants.hpp"
#include "scraper/cli/settings/options_json.hpp"
#include "scraper/cli/settings/seeds.hpp"
#include "storage/page_details.hpp"
#include "storage/reader.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Shows the newest fetch of a URL as the crawl file has it; nothing is fetched. Also while a crawl writes to the file.
The URL is found as a crawl finds it: case of the host, default port, percent escapes, tracking parameters and the order
of parameters make no difference. A URL without a scheme is https, or else http.

  --body     the stored body, byte for byte
  --text     the text that people see, in UTF-8
  --headers  the headers of the answer; secrets are ***
  --links    a line for each link: what became of the URL (a status, or why it was not fetched), the URL, the text
  --json     all that is known of the page and the URL in one object; with --headers or --links these alone, as an array

A terminal gets control characters escaped, and no body that is no text.

Example:
  trawl show example.org.db https://example.org/about
  trawl show example.org.db example.org/logo.png --body > logo.png

Exit codes: 0 done, 1 stdout could not be written, 2 no URL, 3 the crawl file, 5 the file has no such URL, or not what
is asked for of it.
)";

constexpr std::string_view kModes[] = {"body", "text", "headers", "links"};

std::vector<Flag> flags() {
  return {
      {"body", 0, "", "print the stored body", "Output"},
      {"text", 0, "", "print the text that people see", "Output"},
      {"headers", 0, "", "print the headers of the answer", "Output"},
      {"links", 0, "", "print the links of the page", "Output"},
      {"json", 0, "", "print JSON", "Output"},
      {"output", 'o', "FILE", "write to FILE; - is stdout, also for what a terminal should not get",
       "Output"},
  };
}

/// "" for the summary.
std::string_view mode_of(const Arguments& arguments) {
  std::string_view chosen;
  for (const std::string_view mode : kModes) {
    if (!arguments.has(mode)) continue;
    if (!chosen.empty()) throw UsageError(fmt::format("choose one of --{} and --{}", chosen, mode));
    chosen = mode;
  }
  if (arguments.has("json") && (chosen == "body" || chosen == "text"))
    throw UsageError(fmt::format("--{} is printed as it is; --json goes with --headers and --links", chosen));
  return chosen;
}

ExitCode lacks(const std::string& url, const std::string& what) {
  complain(url, what);
  return ExitCode::nothing;
}

/// Finds URLs by their keys, which the flags of the newest crawl made.
class Finder {
 public:
  explicit Finder(const std::string& file) : details(file) {
    const auto crawl = storage::Reader(file).newest_crawl();
    if (crawl && !crawl->config.empty()) policy_ = options_from_json(crawl->config).options.key;
  }
  std::string key_of(const fetch::Url& url) const {
    return fetch::url_key(url.without_fragment().without_credentials(), policy_).href();
  }
  std::optional<storage::StoredUrl> find(const fetch::Url& url) { return details.url(key_of(url)); }

  storage::PageDetails details;

 private:
  fetch::KeyPolicy policy_;
};

/// Prints that the URL is not there, and which ones are near.
ExitCode say_unknown(Finder& finder, const std::string& file, const fetch::Url& url) {
  std::vector<std::string> near;
  const auto add = [&](const std::string& one) {
    constexpr std::size_t kMost = 4;
    if (near.size() < kMost && std::find(near.begin(), near.end(), one) == near.end()) near.push_back(one);
  };
  for (const fetch::Url& variant : variants_of(url))
    if (const auto known = finder.find(variant)) add(known->url);
  for (const std::string& one : finder.details.neighbours(finder.key_of(url), url.origin(), 2)) add(one);
  const std::string hint = near.empty() ? "" : fmt::format("; near it are {}", fmt::join(near, " "));
  return lacks(file, fmt::format("it has no URL {}{}", url.href(), hint));
}

ExitCode print_body(storage::PageDetails& details, const storage::StoredUrl& url, bool as_text,
                    AnswerOutput& out) {
  const auto content = details.content(url.page_id);
  if (!content) return lacks(url.url, "its body is not stored");
  if (as_text) {
    auto text = sql_functions().text_of(*content);
    if (!text) return lacks(url.url, fmt::format("{} is no text; --body prints it", content->content_type));
    if (!text->ends_with('\n')) *text += '\n';
    out.write_text(*text);
  } else if (!out.is_terminal()) {
    out.write(content->body);
  } else if (is_binary(content->body)) {
    return lacks(url.url, "the body is no text, and stdout a terminal; -o FILE keeps it, -o - prints it");
  } else {
    out.write_text(content->body);
  }
  return ExitCode::done;
}

/// A word without a scheme is https, and http where the file has only that.
std::optional<storage::StoredUrl> find(Finder& finder, const std::string& word, const fetch::Url& url) {
  if (auto known = finder.find(url)) return known;
  if (word.find("://") != std::string::npos || url.scheme() != "https") return std::nullopt;
  const auto plain = fetch::Url::parse("http" + url.href().substr(5));
  return plain ? finder.find(*plain) : std::nullopt;
}

fetch::Url url_of(const std::string& word) {
  try {
    return parse_seed(word);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

ExitCode run(const Arguments& arguments) {
  const std::string_view mode = mode_of(arguments);
  const fetch::Url url = url_of(arguments.words[1]);
  Finder finder(arguments.words[0]);
  storage::PageDetails& details = finder.details;
  const auto found = find(finder, arguments.words[1], url);
  if (!found) return say_unknown(finder, arguments.words[0], url);
  AnswerOutput out(arguments.value("output"));
  const bool is_json = arguments.has("json");
  if (mode.empty()) {
    const ShownPage page = shown_page(details, *found);
    if (is_json) {
      out.write_json(page_json(page, details));
    } else {
      out.write(page_summary(page));
    }
    return ExitCode::done;
  }
  if (found->page_id == 0) return lacks(found->url, "it was not fetched: " + unfetched_text(*found));
  if (mode == "body" || mode == "text") return print_body(details, *found, mode == "text", out);
  if (mode == "links") {
    const auto links = details.links(found->page_id);
    is_json ? out.write_json(links_json_line(links)) : out.write(link_lines(links));
  } else {
    const auto headers = details.headers(found->page_id);
    is_json ? out.write_json(headers_json_line(headers)) : out.write(header_lines_text(headers));
  }
  return ExitCode::done;
}

}  // namespace

Command show_command() {
  Command command;
  command.name = "show";
  command.summary = "show a page of a crawl file";
  command.usage = "DB URL";
  command.notes = kNotes;
  command.flags = flags();
  command.words_least = command.words_most = 2;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
