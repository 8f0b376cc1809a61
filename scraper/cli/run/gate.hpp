#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/item_records.hpp"
#include "storage/item_report.hpp"

namespace trawl::cli {

/// A condition of --fail-on: when it holds, the command ends with exit code 10.   field [TABLE.]FIELD
/// null|bad_type|matched|rows COMPARISON N[%]   table TABLE rows|new|changed COMPARISON N   status
/// 404|4xx|400-499 COMPARISON N[%]         answers of the newest crawl   error [NAME] COMPARISON N[%]
/// its fetches without a whole answer: timeout, dns, …
/// pages|sitemaps|errors|retries|skipped|queued|links|bytes|hosts COMPARISON N; errors N% as well   [new]
/// VIEW COMPARISON N                        rows of a view; new: that the crawls before lack
/// new|gone|changed pages|items COMPARISON N[%], changed FIELD: against the crawl before   rows COMPARISON
/// N                              of the query or report at hand COMPARISON is one of > >= < <= = and !=. A
/// percentage is one of the rows, of the fetches, of the pages that could have gone or changed; where no
/// row of an item table was looked at, all of its fields are NULL. Names with blanks, dots or signs stand
/// in double quotes.
struct Gate {
  enum class About { field, table, status, error, number, view, rows, difference };

  Gate() {}
  bool is_about_items() const { return about == About::field || about == About::table; }
  bool holds_for(double value) const;

  std::string text;  ///< as written
  About about = About::field;
  std::string table;        ///< "": any table with the field
  std::string field;        ///< "": it is about the table
  std::string what;         ///< what is counted; of a view its name, of an error "" for any
  std::string change;       ///< of a difference: "new", "gone" or "changed"
  bool is_new = false;      ///< only rows of the view that the crawls before lack
  int low = 0, high = 999;  ///< statuses
  std::string comparison;
  double number = 0;
  bool is_percentage = false;
};

/// Throws std::invalid_argument, with what a gate looks like.
Gate parse_gate(std::string_view text);

/// Why a gate can never hold: it names what the spider file does not have; "" for none.
/// Requires: it is about items.
std::string misfit(const Gate& gate, const std::vector<storage::ItemTable>& tables);
/// The same of a view that is none of these; "" for a gate about something else.
std::string misfit(const Gate& gate, const std::vector<std::string>& views);

/// One line for each gate about items that holds: "field price null > 5%: products.price has 12 of 40 rows,
/// 30.0%". Gates about something else are passed over.
std::vector<std::string> failed_gates(const std::vector<std::string>& gates,
                                      const storage::ItemReport& report);

}  // namespace trawl::cli
