#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace trawl::fetch {

/// A type of PostgreSQL, by the number that every server has for it (src/include/catalog/pg_type.dat).
enum class SqlType : std::uint32_t { boolean = 16, bigint = 20, text = 25, real = 701, uuid = 2950 };

/// A parameter of a statement in PostgreSQL's binary form, so that nothing needs quoting and the server need
/// not guess a type. Text must be UTF-8 without NUL, or the server refuses the statement.
struct SqlValue {
  SqlValue(bool value);
  SqlValue(int value) : SqlValue(std::int64_t{value}) {}
  SqlValue(std::int64_t value);
  SqlValue(double value);
  SqlValue(std::string value);
  SqlValue(std::string_view value) : SqlValue(std::string(value)) {}
  SqlValue(const char* value) : SqlValue(std::string(value)) {}
  /// `value` as it goes over the wire; none for NULL.
  SqlValue(std::uint32_t type_number, std::optional<std::string> value)
      : number(type_number), bytes(std::move(value)) {}

  std::uint32_t number;              ///< of the type
  std::optional<std::string> bytes;  ///< none: NULL
};

/// NULL of that type.
SqlValue sql_null(SqlType type);

/// An array with one dimension, built element by element.
class SqlArray {
 public:
  explicit SqlArray(SqlType element) : element_(element) {}

  /// Requires: the element's type fits; a uuid has 16 bytes.
  void add(std::int64_t value);
  void add(double value);
  void add(std::string_view value);
  void add_null();
  std::size_t size() const { return count_; }

  SqlValue value() &&;

 private:
  const SqlType element_;
  std::uint32_t count_ = 0;
  bool has_null_ = false;
  std::string elements_;
};

/// One statement with its parameters, $1 and so on.
struct SqlStatement {
  // Not inline, or g++ 12 warns of overlapping copies that there are not.
  explicit SqlStatement(std::string sql, std::vector<SqlValue> values = {});
  std::string text;
  std::vector<SqlValue> parameters;
};

}  // namespace trawl::fetch
