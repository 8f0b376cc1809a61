#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/item_records.hpp"
#include "storage/item_report.hpp"

namespace trawl::cli {

/// A condition of --fail-on: when it holds, the command ends with exit code 10.
///   field [TABLE.]FIELD null|bad_type|matched|rows COMPARISON N[%]
///   table TABLE rows|new|changed COMPARISON N
/// COMPARISON is one of > >= < <= = and !=; a percentage is one of the rows; where no row was looked at,
/// all of them are NULL. Names with blanks, dots or signs stand in double quotes.
struct Gate {
  Gate() {}
  std::string text;   ///< as written
  std::string table;  ///< "": any table with the field
  std::string field;  ///< "": it is about the table
  std::string what;
  std::string comparison;
  double number = 0;
  bool is_percentage = false;
};

/// Throws std::invalid_argument, with what a gate looks like.
Gate parse_gate(std::string_view text);

/// Why a gate can never hold: it names what the spider file does not have; "" for none.
std::string misfit(const Gate& gate, const std::vector<storage::ItemTable>& tables);

/// One line for each gate that holds: "price null > 5%: 12 of 40 rows, 30%".
std::vector<std::string> failed_gates(const std::vector<std::string>& gates,
                                      const storage::ItemReport& report);

}  // namespace trawl::cli
