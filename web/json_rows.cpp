#include "web/json_rows.hpp"

#include <cmath>
#include <cstdint>
#include <variant>

#include <fmt/format.h>

#include "fetch/text/json.hpp"

namespace trawl::web {
namespace {

constexpr std::int64_t kExact = std::int64_t{1} << 53;  // the whole numbers that a double holds

/// Cut before a character, not within one.
std::string_view clipped(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

void JsonRows::columns(const std::vector<std::string>& names) {
  out_ += "\"columns\":[";
  for (std::size_t i = 0; i + hidden_ < names.size(); ++i) {
    if (i > 0) out_ += ',';
    text::append_json_string(out_, names[i]);
  }
  out_ += "],\"rows\":[";
}

void JsonRows::row(std::span<const storage::Value> cells) {
  out_ += is_first_ ? "[" : ",\n[";
  is_first_ = false;
  for (std::size_t i = 0; i + hidden_ < cells.size(); ++i) {
    if (i > 0) out_ += ',';
    add(cells[i]);
  }
  out_ += ']';
}

void JsonRows::add(const storage::Value& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
    const bool is_exact = *whole > -kExact && *whole < kExact;
    out_ += is_exact ? fmt::format("{}", *whole) : fmt::format("\"{}\"", *whole);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    out_ += std::isfinite(*real) ? fmt::format("{}", *real) : fmt::format("\"{}\"", *real);
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    const std::string_view shown = clipped(*text, clip_);
    is_clipped_ = is_clipped_ || shown.size() < text->size();
    text::append_json_string(out_, shown);
    if (shown.size() < text->size()) out_.insert(out_.size() - 1, "…");
  } else if (const auto* blob = std::get_if<storage::Blob>(&cell)) {
    out_ += fmt::format("{{\"bytes\":{}}}", blob->bytes.size());
  } else {
    out_ += "null";
  }
}

void JsonRows::end() {
  out_ += is_clipped_ ? "],\"clipped\":true" : "],\"clipped\":false";
}

}  // namespace trawl::web
