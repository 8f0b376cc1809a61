#include "scraper/cli/mcp/rows.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "fetch/text/utf8.hpp"
#include "storage/export/formats.hpp"

namespace trawl::cli::mcp {
namespace {

/// At most that many bytes, ending with a whole character.
std::string cut(const std::string& text, std::size_t most) {
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

void Rows::columns(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    std::string distinct = name;
    for (int number = 2; std::find(names_.begin(), names_.end(), distinct) != names_.end(); ++number)
      distinct = fmt::format("{}_{}", name, number);
    names_.push_back(std::move(distinct));
  }
}

Json Rows::value_of(const storage::Value& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  if (const auto* real = std::get_if<double>(&cell)) return std::isfinite(*real) ? Json(*real) : Json();
  if (std::holds_alternative<std::monostate>(cell)) return nullptr;
  std::string text = storage::cell_text(cell);
  if (text.size() > kMostCellBytes) {
    text = cut(text, kMostCellBytes);
    ++cut_cells_;
  }
  return text::clean_utf8(text);
}

void Rows::row(std::span<const storage::Value> cells) {
  if (stop_ != nullptr && *stop_) throw Full();
  if (static_cast<std::int64_t>(rows_.size()) == most_) {
    why_full_ =
        fmt::format("only the first {} rows are here; ask for more with \"limit\" (at most {}), or narrow it",
                    most_, kMostRows);
    throw Full();
  }
  Json row = Json::object();
  for (std::size_t i = 0; i < cells.size(); ++i) row[names_[i]] = value_of(cells[i]);
  const std::size_t size = row.dump(-1, ' ', false, Json::error_handler_t::replace).size() + 1;
  if (bytes_ + size > kMostBytes) {
    why_full_ = fmt::format(
        "only the first {} rows are here, as an answer has {} bytes of rows at most; choose fewer "
        "columns",
        rows_.size(), kMostBytes);
    throw Full();
  }
  bytes_ += size;
  rows_.push_back(std::move(row));
}

Json Rows::answer() const {
  Json json{{"columns", names_},
            {"rows", rows_},
            {"row_count", rows_.size()},
            {"truncated", !why_full_.empty() || cut_cells_ > 0},
            {"limits", {{"rows", most_}, {"bytes", kMostBytes}, {"cell_bytes", kMostCellBytes}}}};
  std::string note = why_full_;
  if (cut_cells_ > 0)
    note +=
        fmt::format("{}{} values were cut at {} bytes", note.empty() ? "" : "; ", cut_cells_, kMostCellBytes);
  if (!note.empty()) json["note"] = note;
  return json;
}

}  // namespace trawl::cli::mcp
