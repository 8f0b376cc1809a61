#pragma once
#include <string>

namespace trawl::cli {

/// What may help after an error in SQL that ran on a crawl file: "" or "; …" or " (did you mean 'pages'?)".
std::string query_advice(const std::string& error, const std::string& file);

}  // namespace trawl::cli
