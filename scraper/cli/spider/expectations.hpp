#pragma once
#include <string>
#include <vector>

#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/extract/item.hpp"

namespace trawl::cli {

/// How the rows of a page differ from what a test expects, in lines for people; none if they do not. Only
/// the tables and fields that the test names are looked at; rows are compared in the order of the page. "-"
/// stands before what was expected, "+" before what was found. Texts are compared as they are, numbers as
/// numbers, JSON by its values.
std::vector<std::string> differences(const SpiderTest& test, const extract::Spider& spider,
                                     const std::vector<extract::Item>& items);

}  // namespace trawl::cli
