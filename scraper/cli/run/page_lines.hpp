#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "storage/export/output.hpp"
#include "storage/query.hpp"

namespace trawl::cli {

/// Writes one JSON object a line for each row of storage::pages_sql(). `with` adds "body" (or
/// "body_base64", if it is no UTF-8), "text" (what an HTML page shows, or other text), "links" and "usage"
/// (what the page and its host ask of machines) to it; columns of JSON are written as JSON. Needs the memory
/// of one page.
class PageLines : public storage::RowSink {
 public:
  /// A page, as far as what is added depends on it.
  struct Page {
    std::int64_t id = 0;
    std::string url, content_type, charset;
  };

  PageLines(const std::filesystem::path& file, const std::set<std::string>& with, storage::Output& output,
            bool is_terminal);
  ~PageLines() override;

  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const storage::Value> cells) override;
  void end() override {}

  std::int64_t count = 0;  ///< of the rows that it got

 private:
  class Additions;

  storage::Output& output_;
  const bool is_terminal_;
  std::unique_ptr<Additions> additions_;
  std::vector<std::string> names_, keys_;
};

}  // namespace trawl::cli
