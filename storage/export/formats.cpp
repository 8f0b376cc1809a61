#include "storage/export/formats.hpp"

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
#include "fetch/text/terminal.hpp"
#include "storage/export/record_sink.hpp"
#include "storage/export/table_sink.hpp"

namespace trawl::storage {
namespace {

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) text.append({kDigits[byte >> 4], kDigits[byte & 15]});
  return text;
}

class CsvSink : public RowSink {
 public:
  CsvSink(std::ostream& out, bool is_raw, bool is_terminal)
      : out_(out), is_raw_(is_raw), is_terminal_(is_terminal) {}

  void columns(const std::vector<std::string>& names) override {
    std::string line;
    for (const auto& name : names) append(line, name, true);
    finish(line);
  }
  void row(std::span<const Value> cells) override {
    std::string line;
    for (const auto& cell : cells) append(line, cell_text(cell), std::holds_alternative<std::string>(cell));
    finish(line);
  }
  void end() override {}

 private:
  void append(std::string& line, std::string text, bool from_outside) const {
    constexpr std::string_view starts_formula = "=+-@\t\r";
    if (is_terminal_) text = text::printable(text);
    if (from_outside && !is_raw_ && !text.empty() && starts_formula.find(text[0]) != std::string_view::npos)
      text.insert(0, 1, '\'');
    if (text.find_first_of("\",\r\n'") == std::string::npos) {
      line += text;
    } else {
      line += '"';
      for (const char c : text) line += c == '"' ? std::string("\"\"") : std::string(1, c);
      line += '"';
    }
    line += ',';
  }
  void finish(std::string& line) {
    if (!line.empty()) line.pop_back();
    out_ << line << "\r\n";
  }

  std::ostream& out_;
  const bool is_raw_, is_terminal_;
};

/// Cells with tabs between them, for programs that cut lines.
class PlainSink : public RowSink {
 public:
  explicit PlainSink(std::ostream& out) : out_(out) {}

  void columns(const std::vector<std::string>& names) override {
    for (const std::string& name : names) append(name);
    finish();
  }
  void row(std::span<const Value> cells) override {
    for (const Value& cell : cells) append(cell_text(cell));
    finish();
  }
  void end() override {}

 private:
  void append(const std::string& text) { line_ += text::printable(text) + '\t'; }
  void finish() {
    if (!line_.empty()) line_.back() = '\n';
    out_ << std::exchange(line_, "");
  }

  std::ostream& out_;
  std::string line_;
};

/// The names as keys of one object; a repeated name gets a number.
std::vector<std::string> distinct(const std::vector<std::string>& names) {
  std::set<std::string> seen;
  std::vector<std::string> keys;
  for (const auto& name : names) {
    std::string key = name;
    for (int number = 2; !seen.insert(key).second; ++number) key = fmt::format("{}_{}", name, number);
    keys.push_back(std::move(key));
  }
  return keys;
}

class JsonSink : public RowSink {
 public:
  JsonSink(std::ostream& out, bool lines, bool is_terminal)
      : out_(out), lines_(lines), is_terminal_(is_terminal) {}

  void columns(const std::vector<std::string>& names) override {
    for (const auto& key : distinct(names)) text::append_json_string(keys_.emplace_back(), key);
    for (std::string& key : keys_) key = shown(std::move(key));
    if (!lines_) out_ << '[';
  }
  void row(std::span<const Value> cells) override {
    std::string object = lines_ ? "{" : first_ ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) object += ',';
      object += keys_[i] + ':';
      append_json_value(object, cells[i]);
    }
    object = shown(std::move(object));
    object += lines_ ? "}\n" : "}";
    out_ << object;
    first_ = false;
  }
  void end() override {
    if (!lines_) out_ << (first_ ? "]\n" : "\n]\n");
  }

 private:
  std::string shown(std::string json) const { return is_terminal_ ? text::printable_json(json) : json; }

  std::ostream& out_;
  const bool lines_, is_terminal_;
  bool first_ = true;
  std::vector<std::string> keys_;  // quoted and escaped
};

}  // namespace

std::string cell_text(const Value& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return std::to_string(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return fmt::format("{}", *real);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* blob = std::get_if<Blob>(&cell)) return hexadecimal(blob->bytes);
  return "";
}

void append_json_value(std::string& out, const Value& cell) {
  const auto* real = std::get_if<double>(&cell);
  if (std::holds_alternative<std::monostate>(cell) || (real != nullptr && !std::isfinite(*real))) {
    out += "null";
  } else if (std::holds_alternative<std::string>(cell) || std::holds_alternative<Blob>(cell)) {
    text::append_json_string(out, cell_text(cell));
  } else {
    out += cell_text(cell);
  }
}

std::optional<Format> format_named(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "record") return Format::record;
  if (name == "csv") return Format::csv;
  if (name == "csv-raw") return Format::csv_raw;
  if (name == "json") return Format::json;
  if (name == "jsonl") return Format::jsonl;
  return std::nullopt;
}

std::unique_ptr<RowSink> format_sink(Format format, std::ostream& out, int width) {
  const bool is_terminal = width > 0;
  switch (format) {
    case Format::table:
      return std::make_unique<TableSink>(out, width);
    case Format::record:
      return std::make_unique<RecordSink>(out);
    case Format::fitting:
      return std::make_unique<FittingSink>(out, width);
    case Format::plain:
      return std::make_unique<PlainSink>(out);
    case Format::csv:
    case Format::csv_raw:
      return std::make_unique<CsvSink>(out, format == Format::csv_raw, is_terminal);
    case Format::json:
    case Format::jsonl:
      return std::make_unique<JsonSink>(out, format == Format::jsonl, is_terminal);
  }
  return nullptr;
}

}  // namespace trawl::storage
