#include "scraper/cli/spider/draft_trial.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/cli/spider/draft_text.hpp"
#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/extract/extractor.hpp"
#include "scraper/page/content_type.hpp"
#include "storage/tables/item_names.hpp"

namespace trawl::cli {
namespace {

using extract::Item;
using extract::Value;

bool is_nothing(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text::trimmed(*text, text::kCSpace).empty();
  return std::holds_alternative<std::monostate>(value);
}

std::string text_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

/// What a field found first; NULL if nothing.
Value first_value(const std::vector<Item>& items, std::size_t field) {
  for (const Item& item : items) {
    if (!is_nothing(item.values.at(field))) return item.values[field];
  }
  return {};
}

bool tells_rows_apart(const std::vector<Item>& items, std::size_t field) {
  std::set<Value> seen;
  return std::all_of(items.begin(), items.end(), [&](const Item& item) {
    const Value& value = item.values.at(field);
    return !is_nothing(value) && seen.insert(value).second;
  });
}

/// As the rules of a file, whose fields need names of their own.
DraftRows with_numbered_fields(DraftRows rows) {
  for (std::size_t i = 0; i < rows.fields.size(); ++i) rows.fields[i].name = fmt::format("field_{}", i);
  rows.key.clear();
  return rows;
}

}  // namespace

extract::Extracted DraftTrial::rows_of(const DraftRows& rows) const {
  SpiderFile file = parse_spider_file("pages:\n  - items:\n" + rows_text(rows), "draft");
  const extract::Extractor extractor(std::make_shared<extract::Spider>(std::move(file.spider)));
  const std::string content_type = page::content_type_of(page_);
  extract::PageInput input(page_.url, page_.body, media_type_);
  input.content_type = content_type;
  return extractor.extract(input);
}

void DraftTrial::settle(DraftRows& rows) const {
  rows.count = 0;
  if (rows.fields.empty()) return;
  const std::vector<Item> items = rows_of(with_numbered_fields(rows)).items;
  std::vector<DraftField> kept;
  bool has_key = false;
  for (std::size_t i = 0; i < rows.fields.size(); ++i) {
    DraftField& field = rows.fields[i];
    const Value first = first_value(items, i);
    const bool is_known = std::any_of(kept.begin(), kept.end(), [&field](const DraftField& other) {
      return storage::is_same_name(other.name, field.name);
    });
    if (is_nothing(first) || is_known) continue;
    field.sample = text_of(first);
    if (field.name == rows.key) has_key = tells_rows_apart(items, i);
    kept.push_back(std::move(field));
  }
  rows.fields = std::move(kept);
  if (!has_key) rows.key.clear();
  if (!rows.fields.empty()) rows.count = rows_of(rows).items.size();
}

std::string DraftTrial::why_empty() const {
  if (page_.body.empty()) return "the page is empty";
  DraftRows any;
  any.table = "items";
  any.fields.push_back({"title", "h1", "", ""});
  if (!rows_of(any).skipped.empty()) return media_type_ + " is nothing that rules can read";
  return "there is nothing on the page that rules could find";
}

}  // namespace trawl::cli
