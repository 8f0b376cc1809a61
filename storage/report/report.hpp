#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace trawl::storage {

/// How bad what a report lists is, in the words of the field.
enum class Severity : std::uint8_t {
  issue,    ///< to be mended
  warning,  ///< to be looked at
  note,     ///< facts, or a chance to do better
};
std::string_view name_of(Severity severity);

/// A question about a site, and the SQL that answers it. The worst rows come first.
struct Report {
  std::string_view name;   ///< as typed: "broken_links"
  std::string_view title;  ///< for people: "Broken links"
  std::string_view about;  ///< what its rows are, in one sentence
  Severity severity = Severity::issue;
  int grouped_by = 0;    ///< rows that are equal in so many first columns stand together
  std::string_view sql;  ///< reads the views of file/views, and what `needs` names
  enum class Needs : std::uint8_t {
    views,
    near_duplicates,
    link_rank,
    fragments,
    orphans
  } needs = Needs::views;
};

/// All reports, in the order of the overview.
std::span<const Report> reports();
/// Null if there is none of that name; '-' may stand for '_'.
const Report* report_named(std::string_view name);

}  // namespace trawl::storage
