#include "storage/query_functions.hpp"

#include <utility>

#include "fetch/text/utf8.hpp"

namespace trawl::storage {
namespace {

/// Names are compared without regard to case, as lower() of SQLite does for ASCII alone.
constexpr const char* kHeader = R"sql(
SELECT group_concat(h.value ->> 1, ', ') FROM pages AS p CROSS JOIN json_each(p.headers) AS h
WHERE p.id = ? AND lower(h.value ->> 0) = lower(?))sql";

bool is_text(std::string_view bytes) {
  return text::is_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

}  // namespace

QueryFunctions::QueryFunctions(Connection& connection, const QueryExtras& extras, std::size_t most)
    : utf8_of_(extras.utf8_of),
      text_of_(extras.text_of),
      most_(most),
      bodies_(connection),
      page_(connection, "SELECT url, content_type, charset FROM pages WHERE id = ?"),
      header_(connection, kHeader) {
  add_function(connection, {"body", 1, [this](const FunctionCall& call) { return body(call); }});
  add_function(connection, {"header", 2, [this](const FunctionCall& call) { return header(call); }});
  if (text_of_)
    add_function(connection, {"body_text", 1, [this](const FunctionCall& call) { return text(call); }});
  for (const SqlFunction& function : extras.functions) add_function(connection, function);
}

std::optional<PageContent> QueryFunctions::content(const FunctionCall& call) {
  if (call.is_null(0)) return std::nullopt;
  auto bytes = bodies_.body_of_page(call.integer(0), most_);
  if (!bytes) return std::nullopt;
  PageContent content;
  content.body = *std::move(bytes);
  Rows rows = page_.rows(call.integer(0));
  if (!rows.next()) return std::nullopt;
  content.url = rows.text(0);
  content.content_type = rows.text(1);
  content.charset = rows.text(2);
  return content;
}

Value QueryFunctions::body(const FunctionCall& call) {
  auto page = content(call);
  if (!page) return {};
  if (is_text(page->body)) return std::move(page->body);
  if (utf8_of_)
    if (auto text = utf8_of_(*page); text && is_text(*text)) return *std::move(text);
  return Blob{std::move(page->body)};
}

Value QueryFunctions::text(const FunctionCall& call) {
  const auto page = content(call);
  if (!page) return {};
  auto text = text_of_(*page);
  if (!text) return {};
  return *std::move(text);
}

Value QueryFunctions::header(const FunctionCall& call) {
  if (call.is_null(0) || call.is_null(1)) return {};
  const std::string name(call.text(1));
  Rows rows = header_.rows(call.integer(0), name);
  return rows.next() ? rows.value(0) : Value();
}

}  // namespace trawl::storage
