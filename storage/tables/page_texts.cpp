#include "storage/tables/page_texts.hpp"

#include <utility>

#include "storage/file/error.hpp"
#include "storage/file/schema_docs.hpp"

namespace trawl::storage {
namespace {

constexpr int kPagesInTransaction = 200;

/// What title and text say is found in both; `title` last, as `text` is the column of snippets.
constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS page_text(  -- what people read on the newest page of each URL
  page_id INTEGER PRIMARY KEY REFERENCES pages(id),
  text TEXT,
  title TEXT
) STRICT;
CREATE VIRTUAL TABLE IF NOT EXISTS pages_fts USING fts5(
  text, title, content = 'page_text', content_rowid = 'page_id', tokenize = 'unicode61 remove_diacritics 2');)sql";

/// A page of a 304 has the body of the page that has not changed.
constexpr const char* kNext = R"sql(
SELECT p.id, p.url_id, p.url, p.content_type, p.charset, p.title,
       p.body_id IS NOT NULL AND p.error IS NULL AND (p.status BETWEEN 200 AND 299 OR p.status = 304)
         AND NOT EXISTS (SELECT 1 FROM pages AS newer WHERE newer.url_id = p.url_id AND newer.id > p.id)
FROM pages AS p WHERE p.id > ? ORDER BY p.id LIMIT ?)sql";

bool has_table(Connection& connection, const char* name) {
  Statement statement(connection, "SELECT 1 FROM sqlite_master WHERE name = ?");
  Rows rows = statement.rows(std::string_view(name));
  return rows.next();
}

Connection& with_tables(Connection& index, bool is_crawl_file) {
  if (has_table(index, "pages_fts")) return index;
  Transaction transaction(index);
  index.execute(kTables);
  if (is_crawl_file) write_schema_docs(index);
  transaction.commit();
  return index;
}

}  // namespace

struct PageTexts::Next {
  std::int64_t id = 0, url_id = 0;
  bool is_shown = false;
  std::string title;
  PageContent content;
};

bool PageTexts::are_current(Connection& connection) {
  return has_table(connection, "pages_fts") && connection.integer(
                                                   "SELECT ifnull((SELECT max(page_id) FROM page_text), 0) = "
                                                   "ifnull((SELECT max(id) FROM pages), 0)") != 0;
}

PageTexts::PageTexts(Connection& index, Connection& source)
    : index_(with_tables(index, &index == &source)),
      source_(source),
      insert_row_(index, "INSERT INTO page_text(page_id, text, title) VALUES (?, ?, ?)"),
      insert_words_(index, "INSERT INTO pages_fts(rowid, text, title) VALUES (?, ?, ?)"),
      remove_words_(index, R"sql(
INSERT INTO pages_fts(pages_fts, rowid, text, title)
SELECT 'delete', page_id, text, title FROM page_text WHERE page_id = ? AND (text IS NOT NULL OR title IS NOT NULL))sql"),
      remove_row_(index, "DELETE FROM page_text WHERE page_id = ?"),
      next_(source, kNext),
      earlier_(source, "SELECT id FROM pages WHERE url_id = ? AND id < ?"),
      bodies_(source) {
  if (&index != &source && has_table(source, "page_text"))
    known_.emplace(source, "SELECT text FROM page_text WHERE page_id = ? AND text IS NOT NULL");
}

std::vector<PageTexts::Next> PageTexts::next_pages(std::int64_t after) {
  std::vector<Next> pages;
  Rows rows = next_.rows(after, kPagesInTransaction);
  while (rows.next()) {
    Next& page = pages.emplace_back();
    page.id = rows.integer(0);
    page.url_id = rows.integer(1);
    page.content.url = rows.text(2);
    page.content.content_type = rows.text(3);
    page.content.charset = rows.text(4);
    page.is_shown = rows.integer(6) != 0;
    if (page.is_shown) page.title = rows.text(5);
  }
  return pages;
}

/// A damaged body has no text, so that the words of other pages are found.
std::optional<std::string> PageTexts::text(Next& page, const TextOf& text_of) {
  if (!page.is_shown) return std::nullopt;
  if (known_) {
    Rows rows = known_->rows(page.id);
    if (rows.next()) return rows.text(0);
  }
  try {
    auto body = bodies_.body_of_page(page.id);
    if (!body) return std::nullopt;
    page.content.body = *std::move(body);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::corrupt) throw;
    return std::nullopt;
  }
  return text_of(page.content);
}

void PageTexts::remove_earlier(const Next& page) {
  std::vector<std::int64_t> ids;
  {
    Rows rows = earlier_.rows(page.url_id, page.id);
    while (rows.next()) ids.push_back(rows.integer(0));
  }
  for (const std::int64_t id : ids) remove(id);
}

void PageTexts::add(const Next& page, const std::string& text) {
  insert_row_.run(page.id, text, page.title);
  if (!text.empty() || !page.title.empty()) insert_words_.run(page.id, text, page.title);
}

void PageTexts::remove(std::int64_t page_id) {
  remove_words_.run(page_id);
  remove_row_.run(page_id);
}

/// A crawl that takes its last page back leaves a row without a page.
void PageTexts::remove_beyond(std::int64_t page_id) {
  for (;;) {
    const std::int64_t last = index_.integer("SELECT max(page_id) FROM page_text");
    if (last <= page_id) return;
    remove(last);
  }
}

void PageTexts::update(const TextOf& text_of, const Progress& progress) {
  const std::int64_t all = source_.integer("SELECT max(id) FROM pages");
  {
    Transaction transaction(index_);
    remove_beyond(all);
    transaction.commit();
  }
  std::int64_t done = index_.integer("SELECT max(page_id) FROM page_text");
  for (auto pages = next_pages(done); !pages.empty(); pages = next_pages(done)) {
    Transaction transaction(index_);
    for (Next& page : pages) {
      remove_earlier(page);
      add(page, text(page, text_of).value_or(""));
      done = page.id;
    }
    transaction.commit();
    progress(done, all);
  }
}

}  // namespace trawl::storage
