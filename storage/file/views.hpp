#pragma once
#include <string>

namespace trawl::storage {

/// CREATE statements of the views for everyday questions.
std::string views_sql();

}  // namespace trawl::storage
