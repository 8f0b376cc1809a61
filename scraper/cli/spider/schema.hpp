#pragma once
#include <string>

#include "scraper/cli/spider/form.hpp"

namespace trawl::cli {

/// The JSON Schema (draft 2020-12, https://json-schema.org/draft/2020-12/schema) of the form `root`,
/// indented. It says all that check_form() checks; what is only known from the text, such as whether a
/// selector can be read, it does not say.
std::string json_schema(const Forms& forms, const std::string& root);

}  // namespace trawl::cli
