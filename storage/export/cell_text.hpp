#pragma once
#include <string>

#include "storage/file/sqlite.hpp"

namespace trawl::storage {

/// A cell as text: "" for NULL, hexadecimal for a blob, the shortest form that reads back for a real number.
std::string cell_text(const Value& cell);

}  // namespace trawl::storage
