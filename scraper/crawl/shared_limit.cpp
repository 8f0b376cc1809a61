#include "scraper/crawl/shared_limit.hpp"

#include <algorithm>

namespace trawl::crawl {

bool SharedLimit::is_full(const std::string& group) const {
  if (most_ == 0 || group.empty()) return false;
  const auto found = groups_.find(group);
  return found != groups_.end() && found->second.fetches >= most_;
}

std::vector<std::string> SharedLimit::groups() const {
  std::vector<std::string> names;
  for (const auto& [name, group] : groups_) names.push_back(name);
  return names;
}

void SharedLimit::add(const std::string& group, int fetches) {
  if (most_ == 0 || group.empty() || fetches == 0) return;
  const auto found = groups_.try_emplace(group).first;
  found->second.fetches += fetches;
  erase_if_idle(found);
}

void SharedLimit::wait(const std::string& group, const Start& start, bool is_silent) {
  groups_.at(group).waiting[is_silent].insert(start);
}

void SharedLimit::stop_waiting(const std::string& group, const Start& start, bool is_silent) {
  const auto found = groups_.find(group);
  found->second.waiting[is_silent].erase(start);
  erase_if_idle(found);
}

Turn* SharedLimit::call(const std::string& group, bool is_silent) {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return nullptr;
  auto& waiting = found->second.waiting[is_silent];
  Turn*& called = found->second.called[is_silent];
  if (waiting.empty() || called != nullptr || found->second.fetches >= most_) return nullptr;
  Turn* const next = std::get<Turn*>(*waiting.begin());
  waiting.erase(waiting.begin());
  called = next;
  erase_if_idle(found);
  return next;
}

void SharedLimit::left(const std::string& group, const Turn& turn) {
  const auto found = groups_.find(group);
  if (found == groups_.end()) return;
  for (Turn*& called : found->second.called)
    if (called == &turn) called = nullptr;
}

void SharedLimit::erase_if_idle(Groups::iterator group) {
  const auto& [fetches, waiting, called] = group->second;
  if (fetches == 0 && waiting[0].empty() && waiting[1].empty()) groups_.erase(group);
}

}  // namespace trawl::crawl
