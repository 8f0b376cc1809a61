#include "scraper/cli/run/gate.hpp"

#include <algorithm>
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
constexpr std::array<std::string_view, 10> kNumbers{"pages",  "sitemaps", "errors", "retries", "skipped",
                                                    "queued", "held",     "links",  "bytes",   "hosts"};
constexpr std::array<std::string_view, 11> kOfPages{"pages",       "items",     "status", "title",
                                                    "description", "canonical", "robots", "h1",
                                                    "text",        "redirect",  "links"};

template <class Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument(
      fmt::format("'{}' is no condition: {}; such as 'status 404 > 0', 'new broken_links > 0', "
                  "'field price null > 5%' or 'pages < 100'",
                  text, why));
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
  if (!gate.holds_for(gate.is_percentage ? percent : static_cast<double>(count))) return "";
  if (!has_rows) return fmt::format("{}: {}.{} has no row", gate.text, field.table, field.field);
  return fmt::format("{}: {}.{} has {} of {} rows, {:.1f}%", gate.text, field.table, field.field, count,
                     field.now.rows, percent);
}

std::string failure(const Gate& gate, const TableReport& table) {
  const std::int64_t count = count_of(gate, table);
  if (!gate.holds_for(static_cast<double>(count))) return "";
  return fmt::format("{}: {} has {}", gate.text, table.table, count);
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

/// "404", "4xx" or "400-499"; 0 is a fetch without an answer.
void read_statuses(Gate& gate, std::string_view word) {
  const auto number = [](std::string_view digits) {
    int value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() && value >= 0 && value <= 999 ? value
                                                                                                      : -1;
  };
  const std::size_t dash = word.find('-');
  const bool is_class =
      word.size() == 3 && word[0] >= '1' && word[0] <= '9' && text::lowered(word.substr(1)) == "xx";
  gate.low = is_class ? (word[0] - '0') * 100 : number(word.substr(0, dash));
  gate.high = is_class                         ? gate.low + 99
              : dash == std::string_view::npos ? gate.low
                                               : number(word.substr(dash + 1));
  if (gate.low < 0 || gate.high < gate.low)
    refuse(gate.text, fmt::format("'{}' is no status; write 404, 4xx or 400-499", word));
}

void read_difference(Gate& gate, Words& words, std::string change) {
  gate.what = words.name();
  if (gate.what.empty()) refuse(gate.text, fmt::format("'{}' of what? of pages, say", change));
  const bool is_page_field = is_one_of(gate.what, kOfPages);
  if (change == "new" && gate.what != "pages" && gate.what != "items") {
    gate.about = Gate::About::view;
    gate.is_new = true;
    return;
  }
  if (!is_page_field)
    refuse(gate.text, fmt::format("'{}' is none of {}{}", gate.what, fmt::join(kOfPages, ", "),
                                  did_you_mean(gate.what, kOfPages)));
  if (change == "gone" && gate.what != "pages" && gate.what != "items")
    refuse(gate.text, "only pages and items can be gone");
  gate.about = Gate::About::difference;
  gate.change = std::move(change);
}

/// Reads what a gate is about, up to its comparison.
void read_subject(Gate& gate, Words& words) {
  std::string kind = words.name();
  if (kind.empty()) refuse(gate.text, "it names nothing to count");
  if (kind == "field") {
    gate.field = words.name();
    if (words.takes(".")) {
      gate.table = std::move(gate.field);
      gate.field = words.name();
    }
    if (gate.field.empty()) refuse(gate.text, "it names no field");
    gate.what = measure(words, gate.text, kOfFields);
  } else if (kind == "table") {
    gate.about = Gate::About::table;
    gate.table = words.name();
    if (gate.table.empty()) refuse(gate.text, "it names no table");
    gate.what = measure(words, gate.text, kOfTables);
  } else if (kind == "status") {
    gate.about = Gate::About::status;
    gate.what = words.word();
    read_statuses(gate, gate.what);
  } else if (kind == "error") {
    gate.about = Gate::About::error;
    gate.what = words.name();
  } else if (kind == "new" || kind == "gone" || kind == "changed") {
    read_difference(gate, words, std::move(kind));
  } else {
    gate.about = kind == "rows"              ? Gate::About::rows
                 : is_one_of(kind, kNumbers) ? Gate::About::number
                                             : Gate::About::view;
    gate.what = std::move(kind);
  }
}

/// Whether there is something that its number could be a percentage of.
bool has_whole(const Gate& gate) {
  switch (gate.about) {
    case Gate::About::field:
      return gate.what != "rows";
    case Gate::About::status:
    case Gate::About::error:
      return true;
    case Gate::About::number:
      return gate.what == "errors";
    case Gate::About::difference:
      return gate.what != "items" && gate.change != "new";
    default:
      return false;
  }
}

/// For who has left out 'field' or 'table'.
std::string no_comparison(const Gate& gate, Words& words) {
  const std::string next = gate.about == Gate::About::view ? words.word() : "";
  if (is_one_of(next, kOfFields) || is_one_of(next, kOfTables))
    return fmt::format("'{}' needs 'field' or 'table' before it", gate.what);
  return "it compares with one of > >= < <= = !=";
}

}  // namespace

bool Gate::holds_for(double value) const {
  if (comparison == ">") return value > number;
  if (comparison == ">=") return value >= number;
  if (comparison == "<") return value < number;
  if (comparison == "<=") return value <= number;
  return (value == number) == (comparison != "!=");
}

Gate parse_gate(std::string_view text) {
  Gate gate;
  gate.text = std::string(text::trimmed(text, " \t"));
  Words words(gate.text);
  read_subject(gate, words);
  for (const std::string_view sign : kComparisons) {
    if (!words.takes(sign)) continue;
    gate.comparison = sign;
    break;
  }
  if (gate.comparison.empty()) refuse(gate.text, no_comparison(gate, words));
  gate.number = words.number();
  gate.is_percentage = words.takes("%");
  if (gate.is_percentage && !has_whole(gate))
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

std::string misfit(const Gate& gate, const std::vector<std::string>& views) {
  if (gate.about != Gate::About::view || is_one_of(gate.what, views)) return "";
  std::vector<std::string_view> names(views.begin(), views.end());
  if (!gate.is_new) names.insert(names.end(), kNumbers.begin(), kNumbers.end());
  const std::string guess = did_you_mean(gate.what, names);
  return fmt::format("--fail-on '{}': there is no view '{}'{}", gate.text, gate.what,
                     guess.empty() ? "; 'trawl query' has them in sqlite_schema" : guess);
}

std::vector<std::string> failed_gates(const std::vector<std::string>& gates, const ItemReport& report) {
  std::vector<std::string> all;
  for (const std::string& text : gates) {
    const Gate gate = parse_gate(text);
    if (!gate.is_about_items()) continue;
    for (std::string& line : failures(gate, report)) all.push_back(std::move(line));
  }
  return all;
}

}  // namespace trawl::cli
