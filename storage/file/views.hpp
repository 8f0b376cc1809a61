#pragma once
#include <span>
#include <string>

namespace trawl::storage {

/// A view, for an everyday question.
struct View {
  std::string name;
  std::string select;
};
std::span<const View> views();

/// The CREATE statements of all views.
std::string views_sql();

}  // namespace trawl::storage
