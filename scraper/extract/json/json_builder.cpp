#include "scraper/extract/json/json_builder.hpp"

#include <algorithm>
#include <unordered_map>

namespace trawl::extract {
namespace {

constexpr std::size_t kMostText = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFew = 16;

}  // namespace

bool JsonBuilder::refuse(const char* why) {
  why_ = why;
  return false;
}

std::uint32_t JsonBuilder::new_entry(JsonNode::Kind kind) {
  JsonData::Entry entry;
  entry.kind = kind;
  entry.name_begin = name_begin_;
  entry.name_size = name_size_;
  name_size_ = 0;
  if (!open_.empty()) entry.parent = open_.back();
  const auto index = static_cast<std::uint32_t>(data_.entries.size());
  data_.entries.push_back(entry);
  return index;
}

bool JsonBuilder::add(JsonNode::Kind kind, std::string_view text) {
  if (data_.entries.size() >= JsonDocument::kValues) return refuse("too many values");
  if (text.size() > kMostText - data_.text.size()) return refuse("too much text");
  const std::uint32_t index = new_entry(kind);
  data_.entries[index].begin = static_cast<std::uint32_t>(data_.text.size());
  data_.entries[index].size = static_cast<std::uint32_t>(text.size());
  data_.text += text;
  pending_.push_back(index);
  return true;
}

bool JsonBuilder::key(const std::string& name) {
  if (name.size() > kMostText - data_.text.size()) return refuse("too much text");
  name_begin_ = static_cast<std::uint32_t>(data_.text.size());
  name_size_ = static_cast<std::uint32_t>(name.size());
  data_.text += name;
  return true;
}

bool JsonBuilder::open(JsonNode::Kind kind) {
  if (open_.size() >= JsonDocument::kDepth) return refuse("nested too deeply");
  if (data_.entries.size() >= JsonDocument::kValues) return refuse("too many values");
  open_.push_back(new_entry(kind));
  starts_.push_back(pending_.size());
  return true;
}

bool JsonBuilder::end_object() {
  drop_doubles(starts_.back());
  return close();
}

bool JsonBuilder::end_array() {
  return close();
}

bool JsonBuilder::close() {
  const std::size_t first = starts_.back();
  const std::uint32_t index = open_.back();
  starts_.pop_back();
  open_.pop_back();
  JsonData::Entry& entry = data_.entries[index];
  entry.begin = static_cast<std::uint32_t>(data_.children.size());
  entry.size = static_cast<std::uint32_t>(pending_.size() - first);
  for (std::size_t i = first; i < pending_.size(); ++i) {
    data_.entries[pending_[i]].place = static_cast<std::uint32_t>(i - first);
    data_.children.push_back(pending_[i]);
  }
  pending_.resize(first);
  pending_.push_back(index);
  return true;
}

/// Of members with the same name the last one stays, in the place of the first.
void JsonBuilder::drop_doubles(std::size_t first) {
  const auto name = [&](std::size_t i) { return data_.name_of(data_.entries[pending_[i]]); };
  std::unordered_map<std::string_view, std::size_t> places;
  const bool is_small = pending_.size() - first <= kFew;
  std::size_t end = first;
  for (std::size_t i = first; i < pending_.size(); ++i) {
    std::size_t place = end;
    if (is_small) {
      place = first;
      while (place < end && name(place) != name(i)) ++place;
    } else {
      place = places.try_emplace(name(i), end).first->second;
    }
    pending_[place] = pending_[i];
    if (place == end) ++end;
  }
  pending_.resize(end);
}

JsonBuilder::Mark JsonBuilder::mark() const {
  return {data_.entries.size(), data_.children.size(), data_.text.size(), pending_.size(), open_.size()};
}

void JsonBuilder::go_back(const Mark& mark) {
  data_.entries.resize(mark.entries);
  data_.children.resize(mark.children);
  data_.text.resize(mark.text);
  pending_.resize(mark.pending);
  open_.resize(mark.open);
  starts_.resize(mark.open);
  name_size_ = 0;
}

void JsonBuilder::spread(std::uint32_t array) {
  const std::uint32_t list = data_.entries[last()].parent;
  const JsonData::Entry entry = data_.entries[array];
  pending_.pop_back();
  for (std::uint32_t i = 0; i < entry.size; ++i) {
    const std::uint32_t child = data_.children[entry.begin + i];
    data_.entries[child].parent = list;
    pending_.push_back(child);
  }
}

}  // namespace trawl::extract
