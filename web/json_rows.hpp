#pragma once
#include <cstddef>
#include <string>

#include "storage/query.hpp"

namespace trawl::web {

/// Writes rows as the members "columns" and "rows" of a JSON object that the caller opens and closes. An
/// integer that JavaScript would round becomes a string, a blob an object with its size; text that is not
/// UTF-8 gets U+FFFD.
class JsonRows : public storage::RowSink {
 public:
  /// Longer text is cut, and "clipped" says so. The columns from `shown` on are kept from the answer.
  JsonRows(std::string& out, std::size_t clip, std::size_t hidden = 0)
      : out_(out), clip_(clip), hidden_(hidden) {}

  void columns(const std::vector<std::string>& names) override;
  void row(std::span<const storage::Value> cells) override;
  void end() override;

 private:
  void add(const storage::Value& cell);

  std::string& out_;
  const std::size_t clip_;
  const std::size_t hidden_;
  bool is_first_ = true;
  bool is_clipped_ = false;
};

}  // namespace trawl::web
