#include "storage/body_reader.hpp"

#include <algorithm>

#include "storage/tables/body_codec.hpp"

namespace trawl::storage {

BodyReader::BodyReader(Connection& connection)
    : by_id_(connection, "SELECT encoding, content, size FROM bodies WHERE id = ?"),
      of_page_(connection, "SELECT body_id FROM pages WHERE id = ?") {}

std::optional<std::string> BodyReader::body(std::int64_t body_id, std::size_t most) {
  Rows rows = by_id_.rows(body_id);
  if (!rows.next()) return std::nullopt;
  return decompress_body(rows.text(0), rows.text(1),
                         std::min(most, static_cast<std::size_t>(rows.integer(2))));
}

std::optional<std::string> BodyReader::body_of_page(std::int64_t page_id, std::size_t most) {
  Rows rows = of_page_.rows(page_id);
  if (!rows.next() || rows.is_null(0)) return std::nullopt;
  return body(rows.integer(0), most);
}

}  // namespace trawl::storage
