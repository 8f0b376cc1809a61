#include "scraper/cli/spider/draft.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/spider/draft_rows.hpp"
#include "scraper/cli/spider/draft_text.hpp"
#include "scraper/cli/spider/draft_trial.hpp"
#include "scraper/cli/spider/field_forms.hpp"
#include "scraper/extract/guesses/next_guess.hpp"
#include "scraper/extract/guesses/row_guess.hpp"
#include "scraper/page/encoding/encoding.hpp"
#include "scraper/page/mime.hpp"
#include "scraper/page/page.hpp"

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
  rows.has_count = true;
  for (const extract::GuessedField& field : guess.fields) {
    rows.fields.push_back({field.name, field.selector, word_of(field.type), field.sample});
    if (rows.key.empty() && field.name == "link") rows.key = field.name;
  }
  return rows;
}

struct Draft {
  std::string follow;
  std::vector<DraftRows> tables;
};

/// For a page on which nothing repeats: of each name, what finds something counts.
std::vector<DraftField> fields_of_page() {
  std::vector<DraftField> fields;
  fields.push_back({"title", "h1", "", ""});
  fields.push_back({"title", "title", "", ""});
  fields.push_back({"heading", "h2", "", ""});
  for (const char* main : {"main", "article", "[role=main]", "body"})
    fields.push_back({"text", main, "", ""});
  return fields;
}

Draft html_parts(const fetch::Response& page, std::string_view media_type, const DraftTrial& trial) {
  const auto type = page.header("content-type").value_or("");
  const page::Page read = page::parse_html(page.body, page.url, type);
  const page::Decoded decoded =
      media_type == "text/html" ? page::decode_html(page.body, type) : page::decode_xhtml(page.body, type);
  Draft draft;
  const std::string table = table_of(page.url);
  DraftRows list;
  {
    const extract::Tree tree = extract::Tree::from_html(decoded.text());  // a trial makes one of its own
    if (const std::string next = extract::guess_next(tree); !next.empty())
      draft.follow = fmt::format("{{css: {}}}    # the next page of the list", yaml_quoted(next));
    if (const auto guess = extract::guess_rows(tree)) list = rows_of(*guess, table);
  }
  trial.settle(list);
  auto json_ld = json_ld_draft(read.json_ld);
  if (json_ld) trial.settle(*json_ld);
  const bool has_json_ld = json_ld && !json_ld->fields.empty();
  const bool is_kept = has_json_ld && (list.fields.empty() || json_ld->table == "product");
  if (is_kept && table_name(json_ld->table) == list.table) list.table = table + "_list";
  if (is_kept) draft.tables.push_back(std::move(*json_ld));
  if (!list.fields.empty()) draft.tables.push_back(std::move(list));
  if (!draft.tables.empty()) return draft;
  DraftRows whole;
  whole.table = table;
  whole.fields = fields_of_page();
  trial.settle(whole);
  if (!whole.fields.empty()) draft.tables.push_back(std::move(whole));
  return draft;
}

Draft json_parts(const fetch::Response& page, const DraftTrial& trial) {
  Draft draft;
  JsonDraft found = json_draft(page.body);
  if (!found.follow.empty()) draft.follow = found.follow + "    # the next page";
  if (!found.rows) return draft;
  DraftRows& rows = *found.rows;
  if (rows.table == "items" || rows.table == "data" || rows.table == "results")
    rows.table = table_of(page.url);
  trial.settle(rows);
  if (!rows.fields.empty()) draft.tables.push_back(std::move(rows));
  return draft;
}

bool is_json(std::string_view media_type) {
  return media_type == "application/json" || media_type.ends_with("+json") || media_type == "text/json";
}

}  // namespace

std::string draft_of(const fetch::Response& page, std::string_view media_type) {
  const DraftTrial trial(page, media_type);
  const Draft draft = is_json(media_type) ? json_parts(page, trial) : html_parts(page, media_type, trial);
  if (draft.tables.empty()) throw NoDraft(trial.why_empty());
  const DraftRows& last = draft.tables.back();
  const fetch::Url url = page.url.without_credentials();
  const auto filled = [&](std::string_view words) {
    std::string text = with(std::string(words), "table", table_name(last.table));
    text = with(text, "field", yaml_quoted(last.fields.front().name));
    text = with(text, "count", fmt::format("{}", last.count));
    text = with(text, "name", yaml_quoted(url.host()));
    text = with(text, "start", yaml_quoted(url.href()));
    return with(text, "url", comment(url.href(), 200));
  };
  std::string tables;
  for (const DraftRows& rows : draft.tables) tables += rows_text(rows);
  const std::string follow = draft.follow.empty()
                                 ? std::string(kNoFollow)
                                 : fmt::format("follow:    # only these links\n  - {}\n", draft.follow);
  return filled(kFirstWords) + follow + std::string(kPages) + tables + filled(kLastWords);
}

}  // namespace trawl::cli
