#include "scraper/extract/rows/row_reader.hpp"

#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include "scraper/extract/rows/page_pipe.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kStepBytes = 64;

bool is_null(const Value& value) {
  return std::holds_alternative<std::monostate>(value);
}

std::string_view name_of(FieldType type) {
  switch (type) {
    case FieldType::text:
      return "text";
    case FieldType::integer:
      return "int";
    case FieldType::number:
      return "number";
    case FieldType::date:
      return "date";
    case FieldType::boolean:
      return "bool";
    case FieldType::url:
      return "url";
    case FieldType::html:
      return "html";
    case FieldType::json:
      return "json";
  }
  return "";
}

/// The field of a row that a command gave: the member of its name.
std::vector<Match> member_of(const SelectorInput& row, const std::string& name) {
  std::vector<Match> matches;
  if (const JsonNode member = row.json.member(name); member && member.kind() != JsonNode::Kind::null)
    matches.emplace_back(member);
  return matches;
}

}  // namespace

RowReader::RowReader(const Spider& spider, PageSources& page, RowHash& hash, Extracted& result)
    : page_(page), hash_(hash), result_(result), counts_(spider.tables.size()) {
  place_.value.fetched_at = page.page().fetched_at;
  place_.filter.commands = &page.commands();
  place_.filter.notes = &place_.notes;
  place_.budget = place_.filter.budget = &page.budget();
  for (std::size_t i = 0; i < spider.tables.size(); ++i) counts_[i].resize(spider.tables[i].fields.size());
}

void RowReader::read(const CompiledItems& items, bool piped) {
  const SelectorInput context = page_.input(items.sources);
  place_.value.base = place_.filter.base = &page_.base();
  read_rows(items, context, std::nullopt, piped);
}

/// The things that are a row each.
std::vector<Match> RowReader::rows_of(const CompiledItems& items, const SelectorInput& context, bool piped) {
  const std::size_t room = kRows - std::min(kRows, result_.items.size());
  std::vector<Match> rows;
  if (items.select) {
    try {
      rows = items.select->apply(context, room + 1);
    } catch (const SelectorError& error) {
      place_.is_over = place_.is_over || page_.budget().has_ended();
      note_once("extract limit", fmt::format("the rows of {}: {}", items.table->name, error.what()));
    }
  } else if (piped) {
    for (const JsonNode& value : piped_rows(page_.json())) rows.emplace_back(value);
  }
  if (rows.size() > room) {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(room), rows.end());
    if (!std::exchange(has_told_limit_, true))
      note("extract limit",
           fmt::format("rows of {} were left out: a page may have {}", items.table->name, kRows));
  }
  return rows;
}

void RowReader::read_rows(const CompiledItems& items, const SelectorInput& context,
                          std::optional<std::size_t> parent, bool piped) {
  if (!items.select && !piped) return read_row(items, context, parent, false);
  const bool needs_text = items.sources.has(Source::text);
  for (const Match& match : rows_of(items, context, piped)) {
    if (is_over(items)) return;
    SelectorInput row = context;
    std::string text;  // that row.text points to
    if (match.node()) row.row = match.node();
    if (match.json()) row.json = match.json();
    if (needs_text) {
      const std::string failure = take_text(match, text);
      if (!failure.empty()) {
        place_.is_over = true;
        note_once("extract limit", fmt::format("the rows of {}: {}", items.table->name, failure));
        continue;
      }
      row.text = &text;
    }
    read_row(items, row, parent, piped && !items.select);
  }
}

/// The markup of a row, for patterns. Gives why there is none, or "".
std::string RowReader::take_text(const Match& match, std::string& text) {
  PageBudget& budget = page_.budget();
  if (!budget.spend(match.steps())) return budget.end();
  text = match.markup();
  if (!budget.add_text(text.size()))
    return fmt::format("the texts of a page may have {} MiB", budget.limits().texts >> 20);
  return budget.spend(text.size() / kStepBytes) ? "" : budget.end();
}

/// Whether the page's budget has ended. Then the rows that were whole before are what the page gives.
bool RowReader::is_over(const CompiledItems& items) {
  if (!place_.is_over) return false;
  const auto is_of_table = [&](const Item& item) { return item.table == items.rule->table; };
  note_once("extract limit",
            fmt::format("the rows of {} behind the first {} were left out", items.table->name,
                        std::count_if(result_.items.begin(), result_.items.end(), is_of_table)));
  return true;
}

void RowReader::read_row(const CompiledItems& items, SelectorInput row, std::optional<std::size_t> parent,
                         bool piped) {
  Item item;
  item.table = items.rule->table;
  item.parent = parent;
  if (!fill(items, row, piped, item)) return;
  const bool says_anything = !std::all_of(item.values.begin(), item.values.end(), is_null);
  const std::size_t place = result_.items.size();
  if (place >= kRows) return;
  if ((items.select || piped) && says_anything) hash_.add(item);
  result_.items.push_back(std::move(item));
  for (const CompiledItems& inner : items.nested) read_rows(inner, row, place, false);
}

/// Fills the row, and counts. False if it is left out.
bool RowReader::fill(const CompiledItems& items, const SelectorInput& row, bool piped, Item& item) {
  if (!page_.budget().add_row(items.table->fields.size())) {
    place_.is_over = true;
    note_once("extract limit", fmt::format("the rows of {}: a page may have {} values, NULLs among them",
                                           items.table->name, page_.budget().limits().cells));
    return false;
  }
  item.values.resize(items.table->fields.size());
  std::string missing;
  counted_.clear();
  for (const CompiledField& field : items.fields) {
    ReadField read;
    if (piped && field.selectors.empty()) {
      read = read_matches(field, member_of(row, field.rule->name), place_);
    } else {
      read = read_field(field, row, place_);
    }
    for (ExtractNote& one : place_.notes) note_once(one.kind, std::move(one.text));
    place_.notes.clear();
    const bool has_none = is_null(read.value);
    FieldCount& count = counted_.emplace_back();
    count.table = item.table;
    count.field = field.column;
    count.rows = 1;
    count.matched = read.is_matched ? 1 : 0;
    count.bad_type = read.is_bad_type ? 1 : 0;
    count.nulls = has_none ? 1 : 0;
    if (has_none && field.rule->required && missing.empty()) {
      missing = read.is_bad_type ? fmt::format("'{}' of {} is no {}", read.bad_text, field.rule->name,
                                               name_of(field.rule->type))
                                 : fmt::format("it has no {}", field.rule->name);
    }
    item.values[field.column] = std::move(read.value);
  }
  if ((items.select || piped) && is_over(items)) return false;  // it may lack what the page has
  const auto lacks = [&item](std::size_t column) { return is_null(item.values[column]); };
  if (missing.empty() && !items.key.empty() && std::all_of(items.key.begin(), items.key.end(), lacks))
    missing = fmt::format("it has no {}, which is its key", items.table->fields[items.key.front()].first);
  // Of a row that is left out only the fields count that it lacks: the rest say nothing of the table.
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    const auto& key = items.key;
    const bool is_needed =
        items.fields[i].rule->required || std::find(key.begin(), key.end(), counted_[i].field) != key.end();
    if (missing.empty() || (is_needed && counted_[i].nulls > 0)) add(counted_[i]);
  }
  if (missing.empty()) return true;
  note("item left out", fmt::format("a row of {} was left out: {}", items.table->name, missing));
  return false;
}

void RowReader::add(const FieldCount& one) {
  FieldCount& count = counts_[one.table][one.field];
  count.rows += one.rows;
  count.matched += one.matched;
  count.nulls += one.nulls;
  count.bad_type += one.bad_type;
}

void RowReader::note(std::string_view kind, std::string text) {
  if (notes_.size() > kNotes) {
    ++notes_left_out_;
  } else {
    notes_.emplace_back(std::string(kind), std::move(text));
  }
}

/// What is true of many rows is said once.
void RowReader::note_once(std::string_view kind, std::string text) {
  const auto is_same = [&](const ExtractNote& one) { return one.kind == kind && one.text == text; };
  if (std::none_of(notes_.begin(), notes_.end(), is_same)) note(kind, std::move(text));
}

void RowReader::close() {
  for (std::size_t table = 0; table < counts_.size(); ++table) {
    for (std::size_t field = 0; field < counts_[table].size(); ++field) {
      FieldCount& count = counts_[table][field];
      if (count.rows == 0) continue;
      count.table = table;
      count.field = field;
      result_.counts.push_back(count);
    }
  }
  for (ExtractNote& one : notes_) {
    if (result_.notes.size() == kNotes) {
      result_.notes.emplace_back("item left out", fmt::format("{} more notes of this page were left out",
                                                              notes_.size() + notes_left_out_ - kNotes));
      return;
    }
    result_.notes.push_back(std::move(one));
  }
}

}  // namespace trawl::extract
