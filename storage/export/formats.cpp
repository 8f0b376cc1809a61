#include "storage/export/formats.hpp"

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/json.hpp"
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
  explicit CsvSink(std::ostream& out) : out_(out) {}

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
  static void append(std::string& line, std::string text, bool from_outside) {
    constexpr std::string_view starts_formula = "=+-@\t\r";
    if (from_outside && !text.empty() && starts_formula.find(text[0]) != std::string_view::npos)
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
};

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
  JsonSink(std::ostream& out, bool lines) : out_(out), lines_(lines) {}

  void columns(const std::vector<std::string>& names) override {
    for (const auto& key : distinct(names)) text::append_json_string(keys_.emplace_back(), key);
    if (!lines_) out_ << '[';
  }
  void row(std::span<const Value> cells) override {
    std::string object = lines_ ? "{" : first_ ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) object += ',';
      object += keys_[i] + ':';
      append_json_value(object, cells[i]);
    }
    object += lines_ ? "}\n" : "}";
    out_ << object;
    first_ = false;
  }
  void end() override {
    if (!lines_) out_ << (first_ ? "]\n" : "\n]\n");
  }

 private:
  std::ostream& out_;
  bool lines_;
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

std::optional<Format> format_named(std::string_view name) {
  if (name == "table") return Format::table;
  if (name == "csv") return Format::csv;
  if (name == "json") return Format::json;
  if (name == "jsonl") return Format::jsonl;
  return std::nullopt;
}

std::unique_ptr<RowSink> format_sink(Format format, std::ostream& out, int width) {
  switch (format) {
    case Format::table:
      return std::make_unique<TableSink>(out, width);
    case Format::csv:
      return std::make_unique<CsvSink>(out);
    case Format::json:
      return std::make_unique<JsonSink>(out, false);
    case Format::jsonl:
      return std::make_unique<JsonSink>(out, true);
  }
  return nullptr;
}

}  // namespace trawl::storage
