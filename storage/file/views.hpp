#pragma once
#include <span>
#include <string>
#include <string_view>

namespace trawl::storage {

/// A view, for an everyday question.
struct View {
  std::string_view name;
  std::string_view select;
};
std::span<const View> views();

/// The CREATE statements of all views.
std::string views_sql();

}  // namespace trawl::storage
