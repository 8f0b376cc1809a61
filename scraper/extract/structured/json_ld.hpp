#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scraper/extract/structured/structured_data.hpp"

namespace trawl::extract {

/// Adds each object of the page's JSON-LD scripts (Page::json_ld) that stands in no other object; lists are
/// taken apart. `@graph` stays as it is. Their type is the first of `@type`. JSON is read as pages write
/// it: comments of JavaScript and HTML, CDATA marks, control characters in strings and commas before a
/// closing bracket are no error; NaN and Infinity become null; numbers stay as they are written; half of a
/// surrogate pair becomes U+FFFD. What follows an error is left out, and so is an object that is nested
/// more than 512 deep; a note says so. Takes linear time.
void add_json_ld(const std::vector<std::string>& scripts, StructuredData& found);

}  // namespace trawl::extract
