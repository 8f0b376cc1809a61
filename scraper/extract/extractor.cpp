#include "scraper/extract/extractor.hpp"

#include <algorithm>
#include <functional>
#include <variant>

#include <fmt/format.h>

#include "scraper/extract/rows/compiled_rules.hpp"
#include "scraper/extract/rows/follow_reader.hpp"
#include "scraper/extract/rows/page_pipe.hpp"
#include "scraper/extract/rows/row_reader.hpp"

namespace trawl::extract {

struct Extractor::Rules {
  explicit Rules(std::shared_ptr<const Spider> its_spider) : spider(std::move(its_spider)) {
    for (const PageRule& rule : spider->pages) pages.emplace_back(*spider, rule);
    for (const FollowRule& rule : spider->follow) follow.emplace_back(rule);
  }

  void read_page(const CompiledPage& rule, PageSources& page, RowReader& rows, Extracted& result) const;

  std::shared_ptr<const Spider> spider;
  std::vector<CompiledPage> pages;
  std::vector<CompiledFollow> follow;
};

namespace {

/// Whether any rule in it looks for rows on a page, rather than taking the page for one.
bool looks_for_rows(const CompiledPage& rule) {
  return !rule.rule->pipe.empty() ||
         std::any_of(rule.items.begin(), rule.items.end(),
                     [](const CompiledItems& items) { return items.select != nullptr; });
}

/// Whether what it finds depends on the page's rows: FollowReader's paging.
bool depends_on_rows(const CompiledFollow& follow) {
  return !follow.rule->parameter.empty() ||
         (follow.selector != nullptr && follow.selector->source() == Source::json);
}

bool is_missing(const PageSources& page, const Sources& sources) {
  return page.kind() == PageKind::unreadable && sources.need_content();
}

void add_tables(const std::vector<CompiledItems>& all, std::vector<bool>& tables) {
  for (const CompiledItems& items : all) {
    tables.at(items.rule->table) = true;
    add_tables(items.nested, tables);
  }
}

std::string skipped_text(const PageInput& page) {
  return fmt::format("{} is {}, which rules cannot read", page.url.href(), page.media_type);
}

}  // namespace

Extractor::Extractor(std::shared_ptr<const Spider> spider)
    : rules_(std::make_unique<Rules>(std::move(spider))) {}
Extractor::~Extractor() = default;

const Spider& Extractor::spider() const {
  return *rules_->spider;
}

bool Extractor::chooses_links() const {
  return !rules_->follow.empty();
}

LinkChoice Extractor::choice_on(const fetch::Url& url, std::string_view label,
                                std::string_view media_type) const {
  LinkChoice choice;
  for (const CompiledFollow& follow : rules_->follow) {
    const bool is_by_url_alone = !follow.selector && follow.rule->parameter.empty();
    if (is_by_url_alone && follow.on.matches(url, label, media_type))
      choice.add(*follow.rule, follow.pattern);
  }
  return choice;
}

std::vector<bool> Extractor::tables_on(const fetch::Url& url, std::string_view label,
                                       std::string_view media_type) const {
  std::vector<bool> tables(spider().tables.size());
  for (const CompiledPage& page : rules_->pages)
    if (page.match.matches(url, label, media_type)) add_tables(page.items, tables);
  return tables;
}

/// Applies one entry of `pages`.
void Extractor::Rules::read_page(const CompiledPage& rule, PageSources& page, RowReader& rows,
                                 Extracted& result) const {
  if (is_missing(page, rule.sources) || (!rule.rule->pipe.empty() && page.kind() == PageKind::unreadable)) {
    result.skipped = skipped_text(page.page());
    return;
  }
  if (rule.rule->pipe.empty()) {
    for (const CompiledItems& items : rule.items) rows.read(items, false);
    return;
  }
  auto output = piped(rule.rule->pipe, page, result.notes);
  if (!output) return;
  PageSources made(page.page());
  made.share_commands(page);
  made.share_budget(page);
  made.replace_json(std::move(*output));
  RowReader made_rows(*spider, made, rows.hash(), result);
  for (const CompiledItems& items : rule.items) made_rows.read(items, true);
  made_rows.close();
}

Extracted Extractor::extract(const PageInput& page) const {
  PageSources sources(page);
  return extract(sources);
}

Extracted Extractor::extract(PageSources& page) const {
  return read(page, true);
}

Extracted Extractor::follow(PageSources& page) const {
  Extracted result = read(page, asks_for_rows(page.page()));
  Extracted links;
  links.followed = std::move(result.followed);
  return links;
}

bool Extractor::asks_for_rows(const PageInput& page) const {
  return std::any_of(rules_->follow.begin(), rules_->follow.end(), [&page](const CompiledFollow& follow) {
    return depends_on_rows(follow) && follow.on.matches(page.url, page.label, page.media_type);
  });
}

Extracted Extractor::read(PageSources& sources, bool reads_rows) const {
  const PageInput& page = sources.page();
  Extracted result;
  std::optional<RowReader> rows;
  RowHash hash(*rules_->spider);
  PageYield yield;
  bool is_read = false;
  for (const CompiledPage& rule : rules_->pages) {
    if (!reads_rows || sources.kind() == PageKind::empty) break;
    if (!rule.match.matches(page.url, page.label, page.media_type)) continue;
    is_read = true;
    if (!rows) rows.emplace(*rules_->spider, sources, hash, result);
    yield.was_looked_for = yield.was_looked_for || looks_for_rows(rule);
    rules_->read_page(rule, sources, *rows, result);
  }
  if (rows) rows->close();
  std::optional<FollowReader> links;
  for (const CompiledFollow& follow : rules_->follow) {
    const bool is_for_choice = !follow.selector && follow.rule->parameter.empty();
    if (is_for_choice || !follow.on.matches(page.url, page.label, page.media_type)) continue;
    is_read = true;
    if (is_missing(sources, follow.sources)) continue;
    if (!links) {
      yield.is_empty = sources.kind() == PageKind::empty || (yield.was_looked_for && hash.rows() == 0);
      yield.hash = yield.was_looked_for ? hash.value() : std::hash<std::string_view>()(page.bytes);
      links.emplace(sources, yield, result);
      sources.budget().begin_links();
    }
    links->read(follow);
  }
  if (is_read && !sources.problem().empty())
    result.notes.emplace_back("extract limit",
                              fmt::format("the page was not read whole: {}", sources.problem()));
  return result;
}

}  // namespace trawl::extract
