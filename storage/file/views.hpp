#pragma once
#include <string>

namespace storage {

/// CREATE statements of the views for everyday questions.
std::string views_sql();

}  // namespace storage
