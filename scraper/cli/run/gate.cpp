#include "scraper/cli/run/gate.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/suggest.hpp"

namespace trawl::cli {
namespace {

using storage::FieldReport;
using storage::FieldTally;
using storage::ItemReport;
using storage::TableReport;

constexpr std::array<std::string_view, 7> kComparisons{">=", "<=", "!=", "==", ">", "<", "="};
constexpr std::array<std::string_view, 4> kOfFields{"null", "bad_type", "matched", "rows"};
constexpr std::array<std::string_view, 3> kOfTables{"rows", "new", "changed"};

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument(fmt::format(
      "'{}' is no condition: {}; such as 'field price null > 5%' or 'table products rows < 10'", text, why));
}

/// Takes the words of a condition from its front.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text), rest_(text) {}

  bool is_at_end() {
    rest_ = text::trimmed_front(rest_, " \t");
    return rest_.empty();
  }

  /// A word, or "" at the end.
  std::string word() {
    is_at_end();
    const std::string_view word = rest_.substr(0, rest_.find_first_of(" \t<>=!\".%"));
    rest_.remove_prefix(word.size());
    return std::string(word);
  }

  /// A name, which may stand in quotes.
  std::string name() {
    is_at_end();
    if (!rest_.starts_with('"')) return word();
    const std::size_t end = rest_.find('"', 1);
    if (end == std::string_view::npos) refuse(text_, "a quote is not closed");
    std::string name(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return name;
  }

  bool takes(std::string_view sign) {
    is_at_end();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  double number() {
    is_at_end();
    double number = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), number, std::chars_format::fixed);
    if (error != std::errc() || number < 0) refuse(text_, "it ends with a number, or a percentage");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return number;
  }

 private:
  std::string_view text_, rest_;
};

std::string measure(Words& words, std::string_view text, std::span<const std::string_view> known) {
  std::string word = words.word();
  for (const std::string_view one : known)
    if (word == one) return word;
  refuse(text, fmt::format("'{}' is none of {}{}", word, fmt::join(known, ", "), did_you_mean(word, known)));
}

bool holds(const Gate& gate, double value) {
  if (gate.comparison == ">") return value > gate.number;
  if (gate.comparison == ">=") return value >= gate.number;
  if (gate.comparison == "<") return value < gate.number;
  if (gate.comparison == "<=") return value <= gate.number;
  return (value == gate.number) == (gate.comparison != "!=");
}

std::int64_t count_of(const Gate& gate, const FieldTally& tally) {
  if (gate.what == "null") return tally.nulls;
  if (gate.what == "bad_type") return tally.bad_type;
  return gate.what == "matched" ? tally.matched : tally.rows;
}

std::int64_t count_of(const Gate& gate, const TableReport& table) {
  if (gate.what == "new") return table.added;
  return gate.what == "changed" ? table.changed : table.rows;
}

/// What a failed gate has met; "" if it does not hold.
std::string failure(const Gate& gate, const FieldReport& field) {
  const std::int64_t count = count_of(gate, field.now);
  const bool has_rows = field.now.rows > 0;
  const double percent = has_rows || gate.what == "null" ? field.now.percent(count) : 0;
  if (!holds(gate, gate.is_percentage ? percent : static_cast<double>(count))) return "";
  if (!has_rows) return fmt::format("{}: {}.{} has no row", gate.text, field.table, field.field);
  return fmt::format("{}: {}.{} has {} of {} rows, {:.1f}%", gate.text, field.table, field.field, count,
                     field.now.rows, percent);
}

std::string failure(const Gate& gate, const TableReport& table) {
  const std::int64_t count = count_of(gate, table);
  return holds(gate, static_cast<double>(count)) ? fmt::format("{}: {} has {}", gate.text, table.table, count)
                                                 : "";
}

bool is_same(std::string_view a, std::string_view b) {
  return text::equal_ignoring_case(a, b);
}

std::vector<std::string> failures(const Gate& gate, const ItemReport& report) {
  std::vector<std::string> lines;
  if (gate.field.empty()) {
    for (const TableReport& table : report.tables)
      if (is_same(table.table, gate.table)) lines.push_back(failure(gate, table));
  } else {
    for (const FieldReport& field : report.fields)
      if (is_same(field.field, gate.field) && (gate.table.empty() || is_same(field.table, gate.table)))
        lines.push_back(failure(gate, field));
  }
  if (lines.empty()) lines.push_back(fmt::format("{}: there are no such rows", gate.text));
  std::erase(lines, "");
  return lines;
}

}  // namespace

Gate parse_gate(std::string_view text) {
  Gate gate;
  gate.text = std::string(text::trimmed(text, " \t"));
  Words words(gate.text);
  const std::string kind = words.word();
  if (kind == "field") {
    gate.field = words.name();
    if (words.takes(".")) {
      gate.table = std::move(gate.field);
      gate.field = words.name();
    }
    if (gate.field.empty()) refuse(gate.text, "it names no field");
    gate.what = measure(words, gate.text, kOfFields);
  } else if (kind == "table") {
    gate.table = words.name();
    if (gate.table.empty()) refuse(gate.text, "it names no table");
    gate.what = measure(words, gate.text, kOfTables);
  } else {
    refuse(gate.text, "it begins with 'field' or 'table'");
  }
  for (const std::string_view sign : kComparisons) {
    if (!words.takes(sign)) continue;
    gate.comparison = sign;
    break;
  }
  if (gate.comparison.empty()) refuse(gate.text, "it compares with one of > >= < <= = !=");
  gate.number = words.number();
  gate.is_percentage = words.takes("%");
  if (gate.is_percentage && (gate.field.empty() || gate.what == "rows"))
    refuse(gate.text, "there is nothing that this would be a percentage of");
  if (!words.is_at_end()) refuse(gate.text, "something stands behind its number");
  return gate;
}

std::string misfit(const Gate& gate, const std::vector<storage::ItemTable>& tables) {
  std::vector<std::string_view> names;
  for (const storage::ItemTable& table : tables) {
    if (gate.field.empty()) names.push_back(table.name);
    if (gate.field.empty() || (!gate.table.empty() && !is_same(gate.table, table.name))) continue;
    for (const storage::ItemColumn& column : table.columns) names.push_back(column.name);
  }
  const std::string& wanted = gate.field.empty() ? gate.table : gate.field;
  for (const std::string_view name : names)
    if (is_same(name, wanted)) return "";
  return fmt::format("--fail-on '{}': the spider file has no {} '{}'{}", gate.text,
                     gate.field.empty() ? "table" : "field", wanted, did_you_mean(wanted, names));
}

std::vector<std::string> failed_gates(const std::vector<std::string>& gates, const ItemReport& report) {
  std::vector<std::string> all;
  for (const std::string& text : gates)
    for (std::string& line : failures(parse_gate(text), report)) all.push_back(std::move(line));
  return all;
}

}  // namespace trawl::cli
