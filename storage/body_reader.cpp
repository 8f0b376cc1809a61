#include "storage/body_reader.hpp"

#include <algorithm>
#include <memory>

#include "storage/tables/body_codec.hpp"

namespace trawl::storage {
namespace {

constexpr std::int64_t kDictionaries = 6;  ///< the schema version that brought them
constexpr std::size_t kKept = 8;           ///< dictionaries, of 256 KiB at most

std::string row_sql(Connection& connection) {
  const bool has_dictionaries = connection.integer("PRAGMA user_version") >= kDictionaries;
  return std::string("SELECT hash, encoding, size, content, ") +
         (has_dictionaries ? "dictionary_id" : "NULL") + " FROM bodies WHERE id = ?";
}

}  // namespace

BodyReader::BodyReader(Connection& connection)
    : by_id_(connection, row_sql(connection)),
      of_page_(connection, "SELECT body_id FROM pages WHERE id = ?") {}

std::optional<BodyReader::Row> BodyReader::row(std::int64_t body_id) {
  Rows rows = by_id_.rows(body_id);
  if (!rows.next()) return std::nullopt;
  Row row;
  row.body.hash = rows.text(0);
  row.body.encoding = rows.text(1);
  row.body.size = rows.integer(2);
  row.body.content = rows.text(3);
  if (!rows.is_null(4)) row.dictionary_id = rows.integer(4);
  return row;
}

std::optional<std::int64_t> BodyReader::body_id_of(std::int64_t page_id) {
  Rows rows = of_page_.rows(page_id);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return rows.integer(0);
}

/// Null if it is not there, or could not be read without another.
const std::string* BodyReader::dictionary(std::int64_t body_id) {
  auto kept = std::find_if(dictionaries_.begin(), dictionaries_.end(),
                           [body_id](const auto& entry) { return entry.first == body_id; });
  if (kept == dictionaries_.end()) {
    const auto found = row(body_id);
    if (!found || found->dictionary_id) return nullptr;
    dictionaries_.emplace_front(body_id, decompress_body(found->body, kMostDictionary));
    if (dictionaries_.size() > kKept) dictionaries_.pop_back();
    kept = dictionaries_.begin();
  }
  dictionaries_.splice(dictionaries_.begin(), dictionaries_, kept);
  return &kept->second;
}

std::optional<std::string> BodyReader::body(std::int64_t body_id, std::size_t most) {
  const auto found = row(body_id);
  if (!found) return std::nullopt;
  return decompress_body(found->body, most,
                         found->dictionary_id ? dictionary(*found->dictionary_id) : nullptr);
}

std::optional<std::string> BodyReader::body_of_page(std::int64_t page_id, std::size_t most) {
  const auto body_id = body_id_of(page_id);
  return body_id ? body(*body_id, most) : std::nullopt;
}

std::optional<Body> BodyReader::stored_of_page(std::int64_t page_id) {
  const auto body_id = body_id_of(page_id);
  auto found = body_id ? row(*body_id) : std::nullopt;
  if (!found) return std::nullopt;
  auto helper = found->dictionary_id ? row(*found->dictionary_id) : std::nullopt;
  if (helper) found->body.dictionary = std::make_shared<const Body>(std::move(helper->body));
  return std::move(found->body);
}

}  // namespace trawl::storage
