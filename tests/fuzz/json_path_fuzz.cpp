// Input: a JSONPath or JSON Pointer, then a byte 0xFF (which does not occur in UTF-8), then a JSON text.
#include "scraper/extract/json/json_path.hpp"
#include "scraper/extract/tree/tree.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using extract::JsonDocument;
using extract::JsonNode;
using extract::JsonPath;
using extract::SelectorError;
using fuzz::require;

void check_document(const JsonNode& root) {
  const auto again = JsonDocument::parse(root.json());
  require(again.has_value(), "what is written is read");
  std::uint64_t budget = 1'000'000;
  require(extract::same_json(root, again->root(), budget) || budget == 0, "and is the same");
}

void check_match(const JsonNode& node, const JsonNode& root) {
  const auto found = JsonPath(node.path()).find(root);
  require(found.size() == 1 && found[0] == node, "a normalized path leads to its value alone");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest = fuzz::as_text(bytes, size);
  const std::string path(fuzz::take_until(rest, '\xff'));
  std::string why;
  const auto document = JsonDocument::parse(rest, &why);
  require(document || !why.empty(), "a refusal has a reason");
  if (document) check_document(document->root());
  JsonDocument::parse_lines(rest);
  try {
    const JsonPath compiled(path);
    if (!document) return 0;
    constexpr extract::JsonPathLimits kLimits{.steps = 20'000, .matches = 1'000};
    int checked = 0;
    for (const JsonNode& node : compiled.find(document->root(), kLimits)) {
      if (++checked > 20) break;
      check_match(node, document->root());
    }
  } catch (const SelectorError& error) {
    require(error.at <= path.size(), "an error points into the path");
    require(error.what()[0] != '\0', "an error has a message");
  }
  return 0;
}
