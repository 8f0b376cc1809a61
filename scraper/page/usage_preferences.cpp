#include "scraper/page/usage_preferences.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "fetch/text/ascii.hpp"
#include "fetch/text/utf8.hpp"
#include "scraper/page/structured_field.hpp"

namespace trawl::page {
namespace {

constexpr std::array<std::string_view, 10> kLabels{
    "train-ai", "train-genai", "ai-train", "ai-input", "search", "tdm", "noai", "noimageai", "bots", "all"};
constexpr std::string_view kTdmSource = "tdmrep.json";
constexpr std::size_t kMostRules = 1'000, kLongestValue = 2'000;

UsagePreference preference(std::string_view source, std::string_view scope, std::string_view label,
                           std::string_view value, std::string_view raw) {
  UsagePreference one;
  one.source = source;
  one.scope = text::clean_utf8(scope.substr(0, kLongestRaw));
  one.label = text::clean_utf8(label.substr(0, kLongestRaw));
  one.value = text::clean_utf8(value.substr(0, kLongestValue));
  one.raw = text::clean_utf8(raw.substr(0, kLongestRaw));
  return one;
}

/// The label under which sources that mean the same are one.
std::string_view common_label(std::string_view label) {
  if (label == "ai-train") return "train-ai";
  if (label == "tdm-reservation") return "tdm";
  return label;
}

bool is_refusal(const UsagePreference& one) {
  if (one.label == "noai" || one.label == "noimageai") return true;
  if (one.label == "tdm-reservation") return one.value == "1";
  return one.value == "n" || one.value == "no";
}

bool is_known(const UsagePreference& one) {
  return is_refusal(one) || one.value == "y" || one.value == "yes" || one.value == "0";
}

/// The first that refuses the use that a common label names, or null.
const UsagePreference* refusal_of(std::span<const UsagePreference> preferences, std::string_view label) {
  const auto speaks = [&](const UsagePreference& one) {
    return common_label(one.label) == label && is_known(one);
  };
  const bool is_spoken_of = std::any_of(preferences.begin(), preferences.end(), speaks);
  if (!is_spoken_of && label == "train-genai") return refusal_of(preferences, "train-ai");
  const auto found = std::find_if(preferences.begin(), preferences.end(),
                                  [&](const UsagePreference& one) { return speaks(one) && is_refusal(one); });
  return found == preferences.end() ? nullptr : &*found;
}

std::string said(const UsagePreference& one) {
  return fmt::format("{}{}{} ({})", one.label, one.value.empty() ? "" : "=", one.value, one.source);
}

}  // namespace

std::vector<UsagePreference> content_usage(std::string_view field, std::string_view source,
                                           std::string_view scope, std::string_view raw) {
  std::vector<UsagePreference> found;
  const auto members = parse_dictionary(field);
  if (!members) return {preference(source, scope, "", "", raw)};
  for (const auto& [label, token] : *members) {
    if (found.size() == kMostLabels) break;
    found.push_back(preference(source, scope, label, token == "y" || token == "n" ? token : "", raw));
  }
  return found;
}

std::vector<UsagePreference> content_signal(std::string_view field, std::string_view source,
                                            std::string_view scope, std::string_view raw) {
  std::vector<UsagePreference> found;
  while (!field.empty() && found.size() < kMostLabels) {
    std::string_view part = text::trimmed(text::take_until(field, ','), text::kOws);
    const bool has_value = part.find('=') != std::string_view::npos;
    const std::string label = text::lowered(text::trimmed(text::take_until(part, '='), text::kOws));
    if (label.empty()) continue;
    const std::string value = text::lowered(text::trimmed(part, text::kOws));
    const bool is_known_value = has_value && (value == "yes" || value == "no");
    found.push_back(preference(source, scope, label, is_known_value ? value : "", raw));
  }
  return found;
}

std::string tdm_reservation(std::string_view value) {
  value = text::trimmed(value, text::kAsciiSpace);
  return value == "0" || value == "1" ? std::string(value) : "";
}

std::vector<UsagePreference> tdm_rules(std::string_view json) {
  std::vector<UsagePreference> found;
  // What is nested deeper says nothing here, and could not be written again without recursion.
  const auto is_shallow = [](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    return depth < 8;
  };
  const auto document = nlohmann::json::parse(json, is_shallow, false);
  if (!document.is_array()) return found;
  std::size_t rules = 0;
  for (const nlohmann::json& rule : document) {
    if (++rules > kMostRules) break;
    if (!rule.is_object() || !rule.contains("location") || !rule["location"].is_string()) continue;
    const std::string raw = rule.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const std::string location = rule["location"];
    if (const auto value = rule.find("tdm-reservation"); value != rule.end()) {
      const std::string text = value->is_string() ? value->get<std::string>() : value->dump();
      found.push_back(preference(kTdmSource, location, "tdm-reservation", tdm_reservation(text), raw));
    }
    if (const auto policy = rule.find("tdm-policy"); policy != rule.end() && policy->is_string())
      found.push_back(preference(kTdmSource, location, "tdm-policy", policy->get<std::string>(), raw));
  }
  return found;
}

std::span<const std::string_view> respected_labels() {
  return kLabels;
}

std::optional<std::string> forbidden_use(std::span<const UsagePreference> preferences,
                                         std::span<const std::string> labels) {
  for (const std::string& label : labels) {
    const UsagePreference* refusal = nullptr;
    if (label == "all") {
      const auto found = std::find_if(preferences.begin(), preferences.end(), is_refusal);
      if (found != preferences.end()) refusal = &*found;
    } else {
      refusal = refusal_of(preferences, common_label(label));
    }
    if (refusal != nullptr) return said(*refusal);
  }
  return std::nullopt;
}

}  // namespace trawl::page
