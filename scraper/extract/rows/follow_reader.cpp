#include "scraper/extract/rows/follow_reader.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "fetch/text/ascii.hpp"
#include "scraper/extract/rows/page_budget.hpp"

namespace trawl::extract {
namespace {

constexpr std::size_t kStepBytes = 4;         // of a URL that are read in a step
constexpr std::size_t kMostBytes = 64 << 10;  // no server takes a longer URL

/// Where an element or a JSON value leads; "" for nowhere. APIs write a link as a text, or as an object with
/// a member "href" or "url".
std::string link_text(const Match& match) {
  const Node& node = match.node();
  if (node.kind() == Node::Kind::element) {
    for (const std::string_view name : {"href", "src", "action"}) {
      if (const auto value = node.attribute(name)) return std::string(*value);
    }
    return node.text();
  }
  if (!match.json() || match.json().kind() == JsonNode::Kind::string) return match.text();
  for (const std::string_view name : {"href", "url"}) {
    const JsonNode member = match.json().member(name);
    if (member.kind() == JsonNode::Kind::string) return std::string(member.scalar());
  }
  return "";
}

/// A text that says that there is more; false, 0 and null say that there is not.
bool says_more(const Match& match) {
  if (match.is_null() || match.json().kind() == JsonNode::Kind::array) return match.json().size() > 0;
  const std::string text(text::trimmed(match.text(), text::kCSpace));
  return !text.empty() && text != "false" && text != "0";
}

}  // namespace

std::vector<Match> FollowReader::found_by(const CompiledFollow& follow) {
  try {
    return follow.selector->apply(page_.input(follow.sources), kLinks);
  } catch (const SelectorError& error) {
    note_limit(error.what());
    return {};
  }
}

void FollowReader::note_limit(std::string_view why) {
  result_.notes.emplace_back("extract limit", fmt::format("a follow rule: {}", why));
}

void FollowReader::add(const CompiledFollow& follow, const fetch::Url& url, bool repeats_request) {
  if (result_.followed.size() >= kLinks) return;
  Followed& followed = result_.followed.emplace_back();
  followed.url = url.href();
  followed.label = follow.rule->label;
  followed.priority = follow.rule->priority;
  followed.repeats_request = repeats_request;
  // The next page is what this page is.
  if (repeats_request && followed.label.empty()) followed.label = page_.page().label;
  if (repeats_request || follow.selector->source() == Source::json) followed.paging = paging_.next();
}

void FollowReader::read_links(const CompiledFollow& follow) {
  const bool is_json = follow.selector->source() == Source::json;
  if (is_json && yield_.was_looked_for && paging_.repeats()) return;
  for (const Match& match : found_by(follow)) {
    PageBudget& budget = page_.budget();
    const bool has_steps = budget.spend(match.steps());
    const std::string text = has_steps ? link_text(match) : "";
    if (!has_steps || !budget.spend(text.size() / kStepBytes)) return note_limit(budget.end());
    if (text::trimmed(text, text::kCSpace).empty() || text.size() > kMostBytes) continue;
    const auto url = fetch::Url::parse(text, is_json ? &page_.page().url : &page_.base());
    if (url && follow.pattern.matches(*url)) add(follow, *url, false);
  }
}

void FollowReader::read_parameter(const CompiledFollow& follow) {
  if (yield_.is_empty || paging_.repeats()) return;
  const FollowRule& rule = *follow.rule;
  const fetch::Url& own = page_.page().url;
  std::optional<Match> found;
  if (follow.selector) {
    const std::vector<Match> matches = found_by(follow);
    PageBudget& budget = page_.budget();
    const auto first = std::find_if(matches.begin(), matches.end(), [&budget](const Match& match) {
      return !budget.spend(match.steps()) || says_more(match);
    });
    if (budget.has_ended()) return note_limit(budget.end());
    if (first == matches.end()) return;
    found = *first;
  }
  const bool counts = rule.step != 0 || !follow.selector;
  const std::int64_t step = rule.step != 0 ? rule.step : 1;
  const std::string value = counts ? fmt::format("{}", next_count(own, rule.parameter, step)) : found->text();
  if (value.empty() || value.size() > kMostBytes) return;
  const fetch::Url next = with_parameter(own, rule.parameter, value);
  if (next != own && follow.pattern.matches(next)) add(follow, next, true);
}

void FollowReader::read(const CompiledFollow& follow) {
  if (!follow.rule->parameter.empty()) {
    read_parameter(follow);
  } else if (follow.selector) {
    read_links(follow);
  }
}

}  // namespace trawl::extract
