#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace trawl::extract {

/// A cell of an item; monostate is NULL. Booleans are 0 and 1, dates ISO 8601 text, JSON is text.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// One row for a table of the spider file.
struct Item {
  Item() {}
  std::size_t table = 0;              ///< an index into Spider::tables()
  std::vector<Value> values;          ///< in the order of the table's fields
  std::optional<std::size_t> parent;  ///< of a nested row: an index into the same list, smaller than its own
};

/// What one field of one table gave on one page; they add up over pages. A row that was left out counts for
/// the fields alone that it had to have and lacked.
struct FieldCount {
  FieldCount() {}
  std::size_t table = 0, field = 0;
  std::int64_t rows = 0;      ///< rows
  std::int64_t matched = 0;   ///< rows where the selector found something
  std::int64_t nulls = 0;     ///< rows that got NULL, bad types among them
  std::int64_t bad_type = 0;  ///< rows whose value was not of the field's type
};

/// A warning for people: a row left out, a limit, a command that failed.
struct ExtractNote {
  ExtractNote(std::string note_kind, std::string note_text)
      : kind(std::move(note_kind)), text(std::move(note_text)) {}
  std::string kind;  ///< as in `events.kind`: "item left out", "extract limit", "command failed"
  std::string text;
};

/// A link that a `follow` rule found.
struct Followed {
  Followed() {}
  std::string url;    ///< absolute
  std::string label;  ///< "" for none
  int priority = 0;
  bool repeats_request = false;  ///< with the method and the body that the page was asked with
  std::string paging;            ///< for PageInput::paging of that page
};

/// All that the rules made of one page.
struct Extracted {
  Extracted() {}
  std::vector<Item> items;
  std::vector<FieldCount> counts;
  std::vector<ExtractNote> notes;
  std::vector<Followed> followed;
  std::string skipped;  ///< why rules that match could read nothing of it, for people; "" if they could
};

}  // namespace trawl::extract
