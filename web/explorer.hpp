#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "storage/query_functions.hpp"
#include "web/http_message.hpp"

namespace trawl::web {

/// Answers questions about the rows of a crawl file, each on a read-only connection of its own that is open
/// only while it answers: an open reader keeps the writer from ending its log. Answers are JSON; a question
/// that is wrong or takes more than kMostSeconds gets 400 and {"error": …}, a file that cannot be read 503.
/// Thread: any.
class Explorer {
 public:
  static constexpr int kMostRows = 1000;         ///< of one part of a table
  static constexpr int kMostKeptRows = 100'000;  ///< of a part of a table in a file
  static constexpr std::int64_t kMostCounted = 1'000'000;
  static constexpr int kMostAnswers = 10'000;  ///< rows of an answer to SQL
  static constexpr std::size_t kClip = 2000;   ///< bytes of a cell of a table

  /// `extras` are the functions that SQL may call here.
  explicit Explorer(std::filesystem::path file, storage::QueryExtras extras = {})
      : file_(std::move(file)), extras_(std::move(extras)) {}

  /// Tables and views with their columns, as `schema_docs` describes them.
  HttpReply tables() const;
  /// A part of a table or view. `target` holds the conditions: COLUMN=VALUE, COLUMN__gte= and so on,
  /// _search, _where (SQL), _sort or _sort_desc, _size, and _next, which an answer gives for its next part;
  /// _count=1 adds "count", the number of all rows; _sum=COLUMN,COLUMN adds "sums" of them as well;
  /// _format=csv, jsonl or objects gives at most kMostKeptRows as a file to keep.
  HttpReply rows(const std::string& table, const std::string& target) const;
  /// What people have asked of the crawl, the newest first: rows of `orders`.
  HttpReply orders() const;
  /// The answer to the SQL in `sql`, in the format in `_format`: json; or to keep: csv, jsonl, objects (one
  /// array).
  HttpReply query(const std::string& target) const;
  /// The decoded body of that row of `pages`: as plain text, or with `as=html` as a document that can
  /// neither run a script nor ask any server.
  HttpReply body(const std::string& page_id, const std::string& target) const;

 private:
  const std::filesystem::path file_;
  const storage::QueryExtras extras_;
};

}  // namespace trawl::web
