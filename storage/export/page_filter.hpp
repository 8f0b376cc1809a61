#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::storage {

/// Which pages of a crawl file an export takes. Each condition narrows what the others leave.
struct PageFilter {
  PageFilter() {}
  std::vector<std::string> statuses;  ///< conditions on the column `status`; any of them is enough
  std::vector<std::string> types;     ///< conditions on the column `content_type`
  std::vector<std::string> states;    ///< conditions on the column `state`; only urls_sql() reads them
  std::string where;                  ///< an SQL expression over the columns of the rows; "" for none
  /// The newest page of each URL in that crawl; 0: in the newest crawl of the file; none: in all crawls.
  std::optional<std::int64_t> crawl;
};

/// Conditions for a list as people write it: "200", "404,410", "4xx", "300-399", "0" (no answer). Throws
/// std::invalid_argument, with what is possible.
std::vector<std::string> status_conditions(std::string_view list);
/// "pdf", "html,image", "application/json", "text/*": a short name, a media type, or all types of a kind.
std::vector<std::string> type_conditions(std::string_view list);
/// "done,failed": states of URLs.
std::vector<std::string> state_conditions(std::string_view list);

/// The names that type_conditions() knows, for help and messages.
std::string type_names();

/// A SELECT of the newest page of each URL that the filter takes, in the order of their ids. The first column
/// is `page_id`, the others are scalars, with `more` columns of `pages` at the end. `version` is the
/// file's user_version: earlier ones lack some columns, which are NULL then.
std::string pages_sql(const PageFilter& filter, std::int64_t version,
                      const std::vector<std::string>& more = {});

/// A SELECT of the URLs that the file knows, fetched or not, in the order in which they were found. The first
/// column is `url`.
std::string urls_sql(const PageFilter& filter, std::int64_t version);

/// Whether the row `page` of `pages` is the newest of its URL, as far as the filter looks: one look into an
/// index for each row, and no list of all pages.
std::string newest_condition(const PageFilter& filter, std::string_view page);

}  // namespace trawl::storage
