#include "storage/table_rows.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "storage/file/error.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::storage {
namespace {

Error wrong(const std::string& message) {
  return Error(ErrorKind::sql, message);
}

bool has_column(const RowsRequest& request, std::string_view name) {
  return std::find(request.columns.begin(), request.columns.end(), name) != request.columns.end();
}

/// A column whose values are unique and lead to the row; "" if there is none.
std::string key_of(const RowsRequest& request) {
  if (request.table == "pages_flat") return "page_id";
  for (const char* name : {"id", "_id"})
    if (has_column(request, name)) return name;
  return "";
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Value value_in(const std::string& text) {
  if (const auto whole = number_in<std::int64_t>(text)) return *whole;
  if (const auto real = number_in<double>(text)) return *real;
  return text;
}

/// A pattern of LIKE with '\' as its escape.
std::string like_pattern(std::string_view text, bool anywhere) {
  std::string pattern = anywhere ? "%" : "";
  for (const char byte : text) {
    if (byte == '%' || byte == '_' || byte == '\\') pattern += '\\';
    pattern += byte;
  }
  return pattern + "%";
}

/// Where the rows before ended: the key of the last of them, or their number where there is no key.
struct Place {
  std::int64_t key = 0;
  Value sort;  // of the column that orders
};

// As text: the key, ':', and the value of the sorted column with its type in front.
std::string place_text(const Place& place) {
  struct Writer {
    std::string operator()(std::monostate) const { return "n"; }
    std::string operator()(std::int64_t number) const { return fmt::format("i{}", number); }
    std::string operator()(double number) const { return fmt::format("r{}", number); }
    std::string operator()(const std::string& text) const { return "t" + text; }
    std::string operator()(const Blob&) const { return "n"; }
  };
  return fmt::format("{}:{}", place.key, std::visit(Writer(), place.sort));
}

Place place_in(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto key = number_in<std::int64_t>(text.substr(0, colon));
  const std::string_view sort = text.substr(std::min(colon + 1, text.size()));
  const auto broken = wrong("'after' is not a place that an earlier answer gave");
  if (!key || sort.empty()) throw broken;
  Place place{*key, std::monostate()};
  const std::string_view value = sort.substr(1);
  if (sort.front() == 't') place.sort = std::string(value);
  if (sort.front() == 'i') place.sort = number_in<std::int64_t>(value).value_or(0);
  if (sort.front() == 'r') place.sort = number_in<double>(value).value_or(0);
  return place;
}

class Builder {
 public:
  explicit Builder(const RowsRequest& request) : request_(request), key_(key_of(request)) {
    if (!request.sort.empty()) check(request.sort);
  }

  RowsQuery rows() {
    query_.sql = "SELECT *";
    // The key and what orders stand once more at the end, so that the next part begins there.
    if (!key_.empty()) {
      query_.sql += fmt::format(", {}, {}", name(key_), name(order()));
      query_.hidden = 2;
    }
    query_.sql += " FROM " + quoted_name(request_.table) + where(true);
    if (!order().empty()) query_.sql += " ORDER BY " + directed(order());
    if (!key_.empty() && order() != key_) query_.sql += ", " + directed(key_);
    query_.sql += fmt::format(" LIMIT {}", std::int64_t{request_.limit} + 1);
    if (key_.empty() && !request_.after.empty())
      query_.sql += fmt::format(" OFFSET {}", std::max<std::int64_t>(0, place_in(request_.after).key));
    return std::move(query_);
  }

  RowsQuery count(std::int64_t most, const std::vector<std::string>& sums) {
    const bool is_whole = request_.filters.empty() && request_.search.empty() && request_.condition.empty();
    if (is_whole && sums.empty() && (request_.table == "pages_flat" || request_.table == "pages_latest")) {
      // A row for each URL with a page; the index alone tells how many.
      query_.sql = fmt::format("SELECT min({}, count(DISTINCT url_id)) FROM pages", most);
      return std::move(query_);
    }
    std::string added, read = "1";
    for (const std::string& column : sums) {
      check(column);
      added += fmt::format(", sum({0}) AS {0}", name(column));
      read += ", " + name(column);
    }
    query_.sql = fmt::format("SELECT count(*){} FROM (SELECT {} FROM {}{} LIMIT {})", added, read,
                             quoted_name(request_.table), where(false), most);
    return std::move(query_);
  }

  /// What orders the rows; "" for the order of a view without a key.
  std::string order() const { return request_.sort.empty() ? key_ : request_.sort; }
  bool has_key() const { return !key_.empty(); }

 private:
  void check(const std::string& column) const {
    if (!has_column(request_, column))
      throw wrong(fmt::format("{} has no column '{}'", request_.table, column));
  }

  static std::string name(const std::string& column) { return quoted_name(column); }
  std::string directed(const std::string& column) const {
    return name(column) + (request_.descending ? " DESC" : "");
  }

  /// The parameter that stands for the value.
  std::string bound(Value value) {
    const std::string number = std::to_string(query_.parameters.size() + 1);
    query_.parameters.emplace_back(number, std::move(value));
    return "?" + number;
  }

  std::string where(bool from_place) {
    for (const RowsRequest::Filter& filter : request_.filters) {
      check(filter.column);
      add(compared(filter));
    }
    if (!request_.search.empty()) add(searched());
    // A line of its own ends a comment that the condition may end with.
    if (!request_.condition.empty()) add("(" + request_.condition + "\n)");
    if (from_place && has_key() && !request_.after.empty()) add(after(place_in(request_.after)));
    return condition_.empty() ? "" : " WHERE " + condition_;
  }

  void add(const std::string& condition) { condition_ += (condition_.empty() ? "" : " AND ") + condition; }

  std::string compared(const RowsRequest::Filter& filter) {
    const std::string column = name(filter.column);
    const auto with = [&](std::string_view sign) {
      return fmt::format("{} {} {}", column, sign, bound(value_in(filter.value)));
    };
    const auto like = [&](bool anywhere) {
      return fmt::format("{} LIKE {} ESCAPE '\\'", column, bound(like_pattern(filter.value, anywhere)));
    };
    switch (filter.comparison) {
      // A column of text keeps numbers as texts, so both are tried.
      case Comparison::equal:
        return fmt::format("{} IN ({}, {})", column, bound(value_in(filter.value)), bound(filter.value));
      case Comparison::unequal:
        return fmt::format("ifnull({} NOT IN ({}, {}), 1)", column, bound(value_in(filter.value)),
                           bound(filter.value));
      case Comparison::less:
        return with("<");
      case Comparison::at_most:
        return with("<=");
      case Comparison::greater:
        return with(">");
      case Comparison::at_least:
        return with(">=");
      case Comparison::contains:
        return like(true);
      case Comparison::starts:
        return like(false);
      case Comparison::is_null:
        return column + " IS NULL";
      case Comparison::is_not_null:
        return column + " IS NOT NULL";
    }
    return "1";
  }

  std::string searched() {
    const std::string pattern = bound(like_pattern(request_.search, true));
    std::string found;
    for (const std::string& column : request_.columns)
      found += fmt::format("{}{} LIKE {} ESCAPE '\\'", found.empty() ? "" : " OR ", name(column), pattern);
    return "(" + found + ")";
  }

  /// The rows that follow the place. NULL comes before every value, in SQL's order.
  std::string after(const Place& place) {
    const std::string_view sign = request_.descending ? "<" : ">";
    const std::string later_key = fmt::format("{} {} {}", name(key_), sign, bound(place.key));
    if (order() == key_) return later_key;
    const std::string column = name(order());
    if (std::holds_alternative<std::monostate>(place.sort)) {
      const std::string among_null = fmt::format("({} IS NULL AND {})", column, later_key);
      return request_.descending ? among_null : fmt::format("({} OR {} IS NOT NULL)", among_null, column);
    }
    const std::string value = bound(place.sort);
    return fmt::format("({0} {1} {2} OR ({0} = {2} AND {3}){4})", column, sign, value, later_key,
                       request_.descending ? fmt::format(" OR {} IS NULL", column) : "");
  }

  const RowsRequest& request_;
  const std::string key_;
  RowsQuery query_;
  std::string condition_;
};

}  // namespace

RowsQuery rows_query(const RowsRequest& request) {
  return Builder(request).rows();
}

RowsQuery rows_count_query(const RowsRequest& request, std::int64_t most,
                           const std::vector<std::string>& sums) {
  return Builder(request).count(most, sums);
}

std::string next_rows(const RowsRequest& request, std::span<const Value> last, std::int64_t shown) {
  Place place;
  if (key_of(request).empty()) {
    place.key = shown + (request.after.empty() ? 0 : place_in(request.after).key);
    return place_text(place);
  }
  if (const auto* key = std::get_if<std::int64_t>(&last[last.size() - 2])) place.key = *key;
  place.sort = last.back();
  return place_text(place);
}

}  // namespace trawl::storage
