#include "scraper/cli/print/diff_text.hpp"

#include <fmt/format.h>

#include "fetch/text/terminal.hpp"
#include "scraper/cli/print/status_line.hpp"

namespace trawl::cli {
namespace {

constexpr int kWidest = 200;

std::string kind_of(const storage::Difference& difference) {
  if (difference.what != "page") return "items " + difference.change + " " + difference.what;
  return difference.field.empty() ? difference.change : difference.change + " " + difference.field;
}

std::string value_text(const std::string& value) {
  return value.empty() ? "nothing" : text::cut_to_width(text::printable(value), kWidest);
}

std::string line_of(const storage::Difference& difference) {
  std::string line = text::printable(difference.which);
  if (difference.change == "new")
    return difference.now.empty() ? line : fmt::format("{}  {}", line, value_text(difference.now));
  if (difference.change == "gone") {
    const std::string why = difference.now.empty() ? "" : ", now " + value_text(difference.now);
    return difference.old.empty() ? line : fmt::format("{}  was {}{}", line, value_text(difference.old), why);
  }
  if (difference.what != "page") line += "  " + text::printable(difference.field);
  return fmt::format("{}\n      {} -> {}", line, value_text(difference.old), value_text(difference.now));
}

std::string heading(const std::string& name, std::int64_t count) {
  return fmt::format("  {:<12} {}\n", name, grouped(count));
}

}  // namespace

void DiffExamples::add(const storage::Difference& difference) {
  const std::string kind = kind_of(difference);
  ++counts_[kind];
  auto& lines = lines_[kind];
  if (lines.size() < most_) lines.push_back(line_of(difference));
}

std::string DiffExamples::lines(const std::string& kind) const {
  std::string text;
  const auto found = lines_.find(kind);
  if (found == lines_.end()) return text;
  for (const std::string& line : found->second) text += "    " + line + "\n";
  const std::int64_t rest = counts_.at(kind) - static_cast<std::int64_t>(found->second.size());
  if (rest > 0 && most_ > 0) text += fmt::format("    and {} more\n", grouped(rest));
  return text;
}

std::string DiffExamples::text(const storage::DiffCounts& counts) const {
  std::string text = fmt::format("pages: {} before, {} after, {} in both\n", grouped(counts.before),
                                 grouped(counts.after), grouped(counts.both));
  text += heading("new", counts.added) + lines("new");
  text += heading("gone", counts.gone) + lines("gone");
  if (counts.unasked > 0) text += heading("not asked", counts.unasked);
  text += heading("changed", counts.changed);
  for (const std::string& field : storage::page_fields()) {
    const auto found = counts.fields.find(field);
    if (found != counts.fields.end()) text += heading(field, found->second) + lines("changed " + field);
  }
  const bool has_items = counts.items_added + counts.items_gone + counts.items_changed > 0;
  if (!has_items) return text;
  text += fmt::format("items: {} new, {} gone, {} values changed\n", grouped(counts.items_added),
                      grouped(counts.items_gone), grouped(counts.items_changed));
  for (const auto& [kind, lines_of_kind] : lines_)
    if (kind.starts_with("items "))
      text += heading(text::printable(kind.substr(6)), counts_.at(kind)) + lines(kind);
  return text;
}

}  // namespace trawl::cli
