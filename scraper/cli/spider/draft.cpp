#include "scraper/cli/spider/draft.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "fetch/text/terminal.hpp"
#include "scraper/cli/spider/draft_rows.hpp"
#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/extract/next_guess.hpp"
#include "scraper/extract/row_guess.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/page.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kFirstWords = R"(# A spider file for {url}
#
# A beginning, guessed from that page: remove what you do not need, and rename the rest.
#   trawl crawl -f FILE -o FILE.db       crawls and fills the tables; stop it early and look at them
#   trawl query FILE.db 'SELECT * FROM {table}'
#   trawl test FILE                      applies the rules to the pages of 'tests', without the network
#   trawl help spider                    explains all that may stand here

name: {name}

start:
  - {start}

# scope: {scope: host}      # or prefix, domain, any; include and exclude take patterns
limits: {limit: 200}        # pages; raise it when the rows are right
polite: {delay: 1s}

)";

constexpr std::string_view kLastWords = R"(
# tests:                              # trawl fetch {start} > page.html
#   - url: {start}
#     file: page.html
#     expect: {{table}: {count}}   # so many rows, or a list of rows: [{{field}: …}]
)";

constexpr std::string_view kNoFollow =
    R"(# follow:                                # without it every link in scope is followed
#   - {css: a.next}                      # the next page of the list
#   - {css: '.item a', label: detail}    # pages that 'match: {label: detail}' chooses
)";

constexpr std::string_view kPages = R"(
pages:
  - # match: /list                       # only pages whose URL has that; RE2
    items:
)";

std::string with(std::string text, std::string_view name, std::string_view value) {
  const std::string mark = fmt::format("{{{}}}", name);
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + value.size()))
    text.replace(at, mark.size(), value);
  return text;
}

/// On one line, safe to look at.
std::string comment(std::string_view text, std::size_t width = 60) {
  std::string line;
  for (const char c : text) {
    if (line.size() > 400) break;
    line += text::kCSpace.find(c) == std::string_view::npos ? c : ' ';
  }
  return text::cut_to_width(text::printable(line), static_cast<int>(width));
}

/// A name for a table that a crawl file does not have yet.
std::string table_name(const std::string& wish) {
  std::string name;
  for (const char c : wish.substr(0, 40)) {
    if (text::is_alphanumeric(c)) name += text::lower(c);
    if (c == '-' || c == '_') name += '_';
  }
  name = std::string(text::trimmed(name, "_"));
  const bool is_free = storage::problem_of_table_name(name).empty() && !storage::is_own_name(name);
  return is_free && !text::is_digit(name[0]) ? name : "items";
}

/// The last word of the URL's path that says what its pages are about.
std::string table_of(const fetch::Url& url) {
  std::string_view path = url.path();
  std::string last;
  while (!path.empty()) {
    const std::string_view part = text::take_until(path, '/');
    if (!part.empty() && !text::is_digit(part[0]) && part.find('.') == part.npos) last = part;
  }
  return table_name(last);
}

std::string rows_text(const DraftRows& rows) {
  std::string text = fmt::format("      - table: {}\n", table_name(rows.table));
  if (!rows.key.empty())
    text += fmt::format("        key: {}               # says which row it is\n", yaml_quoted(rows.key));
  if (!rows.select.empty())
    text += fmt::format("        select: {}        # {}\n", rows.select, comment(rows.note));
  text += "        fields:\n";
  for (const DraftField& field : rows.fields) {
    const bool is_path = field.selector.starts_with('$');
    const std::string value = field.type.empty()
                                  ? yaml_quoted(field.selector)
                                  : fmt::format("{{{}: {}, type: {}}}", is_path ? "json" : "css",
                                                yaml_quoted(field.selector), field.type);
    text += fmt::format("          {}: {}    # {}\n", yaml_quoted(field.name), value, comment(field.sample));
  }
  return text;
}

/// In rows of JSON-LD its paths are 'jsonld'.
std::string json_ld_text(const DraftRows& rows) {
  std::string text = rows_text(rows);
  for (std::size_t at = text.find("{json: "); at != text.npos; at = text.find("{json: ", at + 1))
    text.replace(at, 7, "{jsonld: ");
  return text;
}

std::string word_of(extract::FieldType type) {
  for (const auto& [word, known] : type_words()) {
    if (known == type && type != extract::FieldType::text) return std::string(word);
  }
  return "";
}

DraftRows rows_of(const extract::GuessedRows& guess, const std::string& table) {
  DraftRows rows;
  rows.table = table;
  rows.select = yaml_quoted(guess.select);
  rows.note = fmt::format("{} on this page", guess.count);
  for (const extract::GuessedField& field : guess.fields) {
    rows.fields.push_back({field.name, field.selector, word_of(field.type), field.sample});
    if (rows.key.empty() && field.name == "link") rows.key = field.name;
  }
  return rows;
}

/// For a page on which nothing repeats.
DraftRows whole_page(const page::Page& page, const std::string& table) {
  DraftRows rows;
  rows.table = table;
  rows.fields = {{"title", "h1", "", page.title}, {"heading", "h2", "", ""}, {"text", "main", "", ""}};
  return rows;
}

struct Draft {
  std::string follow, tables;
  std::string table = "items", field = "title";
  std::size_t count = 1;
};

Draft html_parts(const fetch::Response& page, std::string_view media_type) {
  const auto type = page.header("content-type").value_or("");
  const page::Page read = page::parse_html(page.body, page.url, type);
  const page::Decoded decoded =
      media_type == "text/html" ? page::decode_html(page.body, type) : page::decode_xhtml(page.body, type);
  const extract::Tree tree = extract::Tree::from_html(decoded.text());
  Draft draft;
  if (const std::string next = extract::guess_next(tree); !next.empty())
    draft.follow = fmt::format("{{css: {}}}    # the next page of the list", yaml_quoted(next));
  const auto json_ld = json_ld_draft(read.json_ld);
  const auto guess = extract::guess_rows(tree);
  draft.table = table_of(page.url);
  if (json_ld && (!guess || json_ld->table == "product")) draft.tables += json_ld_text(*json_ld);
  if (json_ld && table_name(json_ld->table) == draft.table) draft.table += "_list";
  if (guess || !json_ld) {
    const DraftRows rows = guess ? rows_of(*guess, draft.table) : whole_page(read, draft.table);
    draft.tables += rows_text(rows);
    draft.count = guess ? guess->count : 1;
    draft.field = rows.fields.front().name;
  } else {
    draft.table = table_name(json_ld->table);
    draft.field = json_ld->fields.front().name;
  }
  return draft;
}

Draft json_parts(const fetch::Response& page) {
  Draft draft;
  const JsonDraft found = json_draft(page.body);
  if (!found.follow.empty()) draft.follow = found.follow + "    # the next page";
  DraftRows rows;
  if (found.rows) {
    rows = *found.rows;
  } else {
    rows.table = table_of(page.url);
    rows.select = "'$[*]'";
    rows.note = "no list of objects was found; write the path of one";
    rows.fields = {{"id", "$.id", "", ""}};
  }
  if (rows.table == "items" || rows.table == "data" || rows.table == "results")
    rows.table = table_of(page.url);
  draft.tables = rows_text(rows);
  draft.table = table_name(rows.table);
  draft.field = rows.fields.front().name;
  return draft;
}

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type.ends_with("+json") || media_type == "text/json";
}

}  // namespace

std::string draft_of(const fetch::Response& page, std::string_view media_type) {
  const Draft draft = is_json(media_type) ? json_parts(page) : html_parts(page, media_type);
  const fetch::Url url = page.url.without_credentials();
  const auto filled = [&](std::string_view words) {
    std::string text = with(std::string(words), "table", draft.table);
    text = with(text, "field", draft.field);
    text = with(text, "count", fmt::format("{}", draft.count));
    text = with(text, "name", yaml_quoted(url.host()));
    text = with(text, "start", yaml_quoted(url.href()));
    return with(text, "url", comment(url.href(), 200));
  };
  const std::string follow = draft.follow.empty()
                                 ? std::string(kNoFollow)
                                 : fmt::format("follow:    # only these links\n  - {}\n", draft.follow);
  return filled(kFirstWords) + follow + std::string(kPages) + draft.tables + filled(kLastWords);
}

}  // namespace trawl::cli
