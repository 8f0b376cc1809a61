#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::page {

/// One thing that a site asks of machines that use its pages, as a row of `usage_preferences` has it.
struct UsagePreference {
  UsagePreference() {}
  bool operator==(const UsagePreference&) const = default;

  std::string source;  ///< where it stands and what it is: "robots.txt content-usage", "header tdm-policy", …
  std::string scope;  ///< in a file for a host: the paths it is about, as in robots.txt; "" for one page
  std::string label;  ///< "train-ai", "search", "tdm-reservation", "license", …; "" for what cannot be read
  std::string value;  ///< "y", "no", "1", a URL, …, as written; "" for what is unknown
  std::string raw;    ///< the field or line as it came, at most kLongestRaw bytes
};
inline constexpr std::size_t kLongestRaw = 1'000;
/// More labels of one field than that are left out.
inline constexpr std::size_t kMostLabels = 50;

/// The values of a Content-Usage field, a structured Dictionary whose members have the values y or n; another
/// value is unknown (IETF drafts aipref-vocab and aipref-attach). A field that is no Dictionary gives one
/// row without a label. Of several fields of one response the caller joins the values with ", ".
std::vector<UsagePreference> content_usage(std::string_view field, std::string_view source,
                                           std::string_view scope, std::string_view raw);
/// Those of a Content-Signal field: "search=yes, ai-train=no" (https://contentsignals.org); another value
/// than yes and no is unknown.
std::vector<UsagePreference> content_signal(std::string_view field, std::string_view source,
                                            std::string_view scope, std::string_view raw);

/// The value of tdm-reservation, which is "0" or "1" (TDM Reservation Protocol); "" for another.
std::string tdm_reservation(std::string_view value);

/// The rules of a /.well-known/tdmrep.json, in order: for each location its tdm-reservation, and its
/// tdm-policy if it has one. Empty for what is no such file; a rule without a location says nothing. Takes at
/// most 1,000 rules.
std::vector<UsagePreference> tdm_rules(std::string_view json);

/// Labels that --respect knows: those of the sources above, and "all".
std::span<const std::string_view> respected_labels();

/// What of `preferences`, which are about one page, forbids a use that one of `labels` names: "train-ai=n
/// (header content-usage)"; none if nothing does. train-ai and ai-train are one label, and so are tdm and
/// tdm-reservation; train-genai asks what train-ai says where nothing speaks of it. "all" stands for every
/// label. Where preferences for one label differ, the stricter wins; what nobody speaks of is not forbidden.
std::optional<std::string> forbidden_use(std::span<const UsagePreference> preferences,
                                         std::span<const std::string> labels);

}  // namespace trawl::page
