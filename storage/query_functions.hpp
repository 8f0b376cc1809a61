#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "storage/body_reader.hpp"
#include "storage/file/sqlite_function.hpp"

namespace trawl::storage {

/// A stored body, with what is needed to read it.
struct PageContent {
  PageContent() {}
  std::string url, content_type, charset;  ///< as in `pages`
  std::string body;
};

/// What layers above add to the SQL of people.
struct QueryExtras {
  QueryExtras() {}
  /// For body(): a text in another encoding in UTF-8; none for what is no text.
  std::function<std::optional<std::string>(const PageContent&)> utf8_of;
  /// For body_text(): the text of a body as people see it; none for what is no text.
  std::function<std::optional<std::string>(const PageContent&)> text_of;
  std::vector<SqlFunction> functions;
};

/// The functions that read stored pages: body(page_id), header(page_id, name) and, if there is a `text_of`,
/// body_text(page_id). A body that is UTF-8 without NUL is text as it is; other text is made UTF-8, as LIKE
/// finds nothing in a blob; the rest is a blob. What is not there is NULL: no such page, no body, no such
/// header. Several headers of one name are joined by ", " (RFC 9110 5.3).
/// Thread: the connection's.
class QueryFunctions {
 public:
  /// No body may exceed `most` bytes. Requires: the connection outlives it and runs no statement after it.
  QueryFunctions(Connection& connection, const QueryExtras& extras, std::size_t most);
  QueryFunctions(const QueryFunctions&) = delete;
  QueryFunctions& operator=(const QueryFunctions&) = delete;

 private:
  Value body(const FunctionCall& call);
  Value text(const FunctionCall& call);
  Value header(const FunctionCall& call);

  std::optional<PageContent> content(const FunctionCall& call);

  std::function<std::optional<std::string>(const PageContent&)> utf8_of_, text_of_;
  const std::size_t most_;
  BodyReader bodies_;
  Statement page_, header_;
};

}  // namespace trawl::storage
