#pragma once
#include <span>
#include <string>
#include <string_view>

namespace trawl::storage {

/// A view for an everyday question.
struct View {
  std::string_view name;
  std::string_view select;
};
std::span<const View> views();

/// CREATE statements of all of them.
std::string views_sql();

}  // namespace trawl::storage
