#pragma once
#include <string>
#include <vector>

#include "scraper/extract/values/date_tokens.hpp"

namespace trawl::extract {

/// A day, month or year of the Gregorian calendar; 0 for what was not said.
struct CalendarDate {
  CalendarDate() {}
  int year = 0, month = 0, day = 0;
};

struct FoundCalendarDate {
  FoundCalendarDate() {}
  bool is_found = false;
  bool has_failed = false;  ///< there are two, one that does not exist, or one in doubt
  CalendarDate date;
};

/// Finds the one date among the tokens that are not used yet and marks its tokens as used. `locale` settles
/// which of two numbers is the month.
FoundCalendarDate take_calendar_date(std::vector<DateToken>& tokens, const std::string& locale);

}  // namespace trawl::extract
