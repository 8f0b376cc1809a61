#include "storage/tables/body_table.hpp"

#include <algorithm>
#include <cstddef>

namespace trawl::storage {
namespace {

/// https://www.sqlite.org/fileformat.html 1.6, for pages of 4,096 bytes.
constexpr std::size_t kPage = 4'088, kMostLocal = 4'061, kLeastLocal = 489, kOverflowPage = 4'092;
constexpr std::size_t kRest = 40;  ///< bytes of a row and its cell besides the content

/// Bytes that a row takes of a page that it shares with others.
std::size_t local_size(const Body& body) {
  const std::size_t row = body.content.size() + kRest;
  if (row <= kMostLocal) return row;
  const std::size_t rest = kLeastLocal + (row - kLeastLocal) % kOverflowPage;
  return rest <= kMostLocal ? rest : kLeastLocal;
}

struct Item {
  std::size_t visit, size;
  const Body* body;
};

/// Orders what is written one after the other so that it fills pages: a body takes half a page or more, and
/// what does not fit any more begins the next one.
void fill_pages(std::vector<Item>& items) {
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return a.size != b.size ? a.size > b.size : a.visit < b.visit;
  });
  std::vector<Item> ordered;
  ordered.reserve(items.size());
  while (!items.empty()) {
    for (std::size_t room = kPage;;) {
      const auto next =
          std::find_if(items.begin(), items.end(), [room](const Item& item) { return item.size <= room; });
      if (next == items.end()) break;
      room -= next->size;
      ordered.push_back(*next);
      items.erase(next);
    }
  }
  items = std::move(ordered);
}

}  // namespace

BodyTable::BodyTable(Connection& connection)
    : connection_(connection),
      insert_(connection,
              "INSERT INTO bodies(hash, encoding, size, content, dictionary_id) VALUES (?, ?, ?, ?, ?) ON "
              "CONFLICT DO NOTHING"),
      select_(connection, "SELECT id, dictionary_id FROM bodies WHERE hash = ?"),
      stand_alone_(connection,
                   "UPDATE bodies SET encoding = ?, content = ?, dictionary_id = NULL WHERE id = ?") {}

std::vector<std::optional<std::int64_t>> BodyTable::add(const std::vector<Visit>& visits) {
  std::vector<Item> alone, helped;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    if (visits[i].is_withdrawal || !visits[i].page || !visits[i].page->body) continue;
    const Body& body = *visits[i].page->body;
    (body.dictionary ? helped : alone).push_back({i, local_size(body), &body});
  }
  std::vector<std::optional<std::int64_t>> ids(visits.size());
  fill_pages(alone);
  for (const Item& item : alone) ids[item.visit] = add(*item.body, std::nullopt);
  fill_pages(helped);
  for (const Item& item : helped) ids[item.visit] = add(*item.body, dictionary_id(*item.body->dictionary));
  return ids;
}

std::int64_t BodyTable::add(const Body& body, std::optional<std::int64_t> dictionary_id) {
  const auto hash = as_blob(body.hash);
  if (insert_.run(hash, body.encoding, body.size, as_blob(body.content), dictionary_id) > 0)
    return connection_.last_insert_id();
  Rows rows = select_.rows(hash);
  rows.next();
  return rows.integer(0);
}

/// The page that was to bring it may have been given up, and the file may have it already, helped by another.
std::int64_t BodyTable::dictionary_id(const Body& dictionary) {
  std::int64_t id = 0;
  {
    const auto hash = as_blob(dictionary.hash);
    Rows rows = select_.rows(hash);
    if (!rows.next()) return add(dictionary, std::nullopt);
    id = rows.integer(0);
    if (rows.is_null(1)) return id;
  }
  stand_alone_.run(dictionary.encoding, as_blob(dictionary.content), id);
  return id;
}

}  // namespace trawl::storage
