#include "scraper/cli/spider/follow_reader.hpp"

#include <utility>

#include <fmt/format.h>

#include "scraper/cli/spider/form.hpp"

namespace trawl::cli {
namespace {

using extract::FollowRule;
using extract::Language;

constexpr std::int64_t kFarthestStep = 1'000'000'000;
constexpr std::int64_t kHighestPriority = 1'000;

void read_selector(const YamlNode& entry, FollowRule& rule) {
  const std::pair<std::string_view, Language> languages[] = {
      {"css", Language::css}, {"xpath", Language::xpath}, {"json", Language::json}};
  for (const auto& [key, language] : languages) {
    if (const YamlNode* text = value_of(entry, key)) rule.selector = selector_of(*text, language);
  }
  if (const YamlNode* pattern = value_of(entry, "url")) rule.url_pattern = pattern_of(*pattern, "url");
}

/// A parameter gets what the selector finds; without a selector it counts.
void read_parameter(const YamlNode& entry, FollowRule& rule) {
  const YamlNode* const parameter = value_of(entry, "parameter");
  const YamlNode* const step = value_of(entry, "step");
  if (parameter == nullptr && step != nullptr)
    throw ConfigError(step->where, "'step' counts a query parameter: name it by 'parameter'");
  if (parameter == nullptr) return;
  rule.parameter = name_of(*parameter, "parameter");
  if (rule.parameter.find_first_of("&=#?") != rule.parameter.npos)
    throw ConfigError(parameter->where, fmt::format("'{}' is no name of a parameter", rule.parameter));
  if (!rule.url_pattern.empty())
    throw ConfigError(value_of(entry, "url")->where,
                      "'url' chooses links, so it does not go with 'parameter'; "
                      "the pages it is for are 'on'");
  if (rule.selector && step != nullptr)
    throw ConfigError(step->where, "'step' counts without a selector; here the parameter gets what is found");
  if (rule.selector) return;
  rule.step = step == nullptr ? 1 : whole_number(*step, "step", kFarthestStep);
  if (rule.step == 0) throw ConfigError(step->where, "a counter needs a step other than 0");
}

FollowRule rule_of(const YamlNode& entry, RulesRead& read) {
  FollowRule rule;
  if (entry.kind != YamlNode::Kind::map) {
    rule.selector = short_selector(entry);
    return rule;
  }
  read_selector(entry, rule);
  read_parameter(entry, rule);
  rule.on = page_match(value_of(entry, "on"), read);
  if (const YamlNode* label = value_of(entry, "label")) {
    rule.label = name_of(*label, "label");
    read.labels_set.push_back(rule.label);
  }
  if (const YamlNode* priority = value_of(entry, "priority"))
    rule.priority = static_cast<int>(whole_number(*priority, "priority", kHighestPriority));
  return rule;
}

}  // namespace

void read_follow(const YamlNode& follow, RulesRead& read) {
  for (const YamlNode* entry : elements_of(follow)) read.spider.follow.push_back(rule_of(*entry, read));
}

}  // namespace trawl::cli
