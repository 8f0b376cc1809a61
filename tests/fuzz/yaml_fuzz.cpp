// Input: a spider file. Files that it names are not there.
#include <optional>
#include <string>
#include <string_view>

#include "scraper/cli/spider/spider_file.hpp"
#include "scraper/cli/spider/spider_json.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

void check_places(const cli::YamlNode& node) {
  fuzz::require(node.where.line >= 1 && node.where.column >= 1, "a value has a place");
  for (const cli::YamlNode& item : node.items) check_places(item);
  for (const cli::YamlEntry& entry : node.entries) check_places(entry.value);
}

/// None if the file is refused.
std::optional<cli::SpiderFile> read(const std::string& text) {
  try {
    check_places(cli::parse_yaml(text, "f"));
    return cli::parse_spider_file(text, "/nonexistent/f");
  } catch (const cli::ConfigError& error) {
    const std::string_view message = error.what();
    fuzz::require(message.starts_with("f:") || message.starts_with("/nonexistent/f:"),
                  "an error has a place");
  }
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto file = read(std::string(fuzz::as_text(bytes, size)));
  if (!file) return 0;
  const cli::Json json = cli::spider_json(file->spider);
  const cli::SpiderFile back = cli::parse_spider_file(json.dump(), "f");
  fuzz::require(cli::spider_json(back.spider) == json, "rules that are written are read back");
  return 0;
}
