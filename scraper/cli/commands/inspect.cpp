#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "scraper/cli/commands.hpp"
#include "scraper/cli/inspect/inspection.hpp"
#include "scraper/cli/print/terminal.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kNotes =
    R"(Reads one JSON object per line from stdin and prints one per line, in order. A line that cannot be used gives
{"error": …} and does not stop the others. Bytes are base64. A "?" marks a field that may be left out.

  url       {"input", "base"?, "keep_tracking"?, "keep_sessions"?, "sort_query"?, "fold_slashes"?}
            → {"href", "scheme", "host", "port", "path", "query", "fragment", "key", "rewrites": [reason],
               "key_rewrites": [reason]}
  key       {"url", "keep_tracking"?, "keep_sessions"?, "sort_query"?, "fold_slashes"?}
            → {"key", "key_rewrites": [reason]}
  robots    {"robots" or "bytes_base64", "agent", "url"} → {"allowed", "rule", "crawl_delay", "sitemaps": [URL]}
  html      {"html" or "bytes_base64", "base", "content_type"?}
            → {"title", "base", "lang", "canonical", "robots", "refresh",
               "links": [{"href", "raw", "kind", "text", "rel", "fragment", "alt", "hreflang", "media", "type",
               "method"}],
               "unread": [{"raw", "kind", "text", "reason"}], "json_ld": [text], "open_graph": [{"name", "content"}],
               "text"}
  encoding  {"bytes_base64", "content_type"?} → {"encoding", "source", "text"}
  sitemap   {"bytes_base64", "url", "content_type"?}
            → {"kind", "urls": [{"loc", "lastmod"}], "sitemaps": [loc], "problem"}
  feed      {"bytes_base64", "url", "content_type"?}
            → {"kind", "version", "title", "link", "entries": [{"title", "link", "id", "published", "updated",
               "summary", "author", "links": [{"href", "rel", "type"}], "content": [{"value", "type"}],
               "enclosures": [{"href", "type", "length"}], "categories": [term]}]}
  mime      {"bytes_base64", "content_type"?, "nosniff"?} → {"type"}
  simhash   {"text"} → {"simhash"}
  cookie    {"url", "set_cookie": [header], "request_url"} → {"cookie"}
  date      {"date"} → {"unix", "loose"}
  redirect  {"url", "method", "status", "location"?} → {"url", "method", "keeps_body", "keeps_credentials"}
  css       {"css", "html"?} → {"xpath", "pseudo", "matches": [markup]}
  jsonpath  {"path", "json"} → {"values": [value], "paths": [path]}

All fields are strings, except: status is a whole number, and so are unix and loose (seconds since 1970: the
date as cookies have it, and as feeds and sitemaps have it); crawl_delay is seconds; allowed, keep_… and
keeps_…, sort_query, fold_slashes and nosniff (X-Content-Type-Options) are true or false. cookie answers with
the header that would be sent, simhash with 16 hexadecimal digits. A missing rule, delay, date, refresh or
problem is null, and so is every field if the answer is no redirect; other missing strings are "". unread are
references that lead to no page, such as mailto:. A location that is not a URL adds "error" to its nulls.
xpath is XPath 1.0; matches come with html alone, ::text and ::attr(x) as text. json is any value, or JSON in a
string. A selector that cannot be read adds "at", the byte where it goes wrong, to "error".
Entities that a sitemap or feed declares are dropped where they are used, a loc or link together with them,
and nothing is loaded.

Example:
  echo '{"input": "../b", "base": "https://example.org/a/"}' | trawl inspect url
)";

const Inspection& inspection_named(const std::string& kind) {
  std::vector<std::string_view> names;
  for (const Inspection& inspection : inspections()) {
    if (inspection.kind == kind) return inspection;
    names.push_back(inspection.kind);
  }
  throw UsageError(fmt::format("nothing inspects '{}'{}; choose one of {}", kind, did_you_mean(kind, names),
                               fmt::join(names, ", ")));
}

ExitCode run(const Arguments& arguments) {
  const Inspection& inspection = inspection_named(arguments.words[0]);
  if (isatty(STDIN_FILENO) == 1) std::cerr << "type one JSON object per line; Ctrl-D ends\n";
  std::string line;
  while (std::cout && std::getline(std::cin, line)) {
    std::cout << safe_json(inspection.answer(line)) << '\n';
    // A program that sends one line and waits for the answer gets it.
    if (std::cin.rdbuf()->in_avail() <= 0) std::cout.flush();
  }
  return ExitCode::done;
}

}  // namespace

Command inspect_command() {
  Command command;
  command.name = "inspect";
  command.summary = "show what trawl makes of a URL, a robots.txt, a page, a selector, …";
  command.usage = "url|robots|html|cookie|css|…";
  command.notes = kNotes;
  command.words_least = command.words_most = 1;
  command.run = run;
  return command;
}

}  // namespace trawl::cli
