#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace trawl::storage {

/// A view, for an everyday question.
struct View {
  std::string name;
  std::string select;
};
std::span<const View> views();
/// Those of them that `trawl report` brought.
std::vector<View> report_views();

/// The rows of `anchors`, once for each page that has them, with its id. The name is that of a table or of a
/// materialized term that has the column `id`.
std::string on_pages(std::string_view anchors);

/// The CREATE statements of all views.
std::string views_sql();

}  // namespace trawl::storage
