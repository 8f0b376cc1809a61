// Input: a byte that selects the Content-Type, or a script of JSON-LD alone; then the page or the script.
#include <nlohmann/json.hpp>

#include "fetch/text/utf8.hpp"
#include "scraper/extract/structured/json_ld.hpp"
#include "scraper/extract/structured/structured_data.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/scraper/extract/structured/structured_items.hpp"

using namespace trawl;

namespace {

using fuzz::require;

constexpr std::string_view kContentTypes[] = {"text/html; charset=utf-8", "text/html",
                                              "text/html; charset=utf-16le", "application/xhtml+xml"};

/// JSON does not limit numbers; the reader here does.
bool is_json(const std::string& text) {
  try {
    return nlohmann::json::parse(text).is_object();
  } catch (const nlohmann::json::out_of_range&) {
    return true;
  } catch (const nlohmann::json::exception&) {
    return false;
  }
}

void check(const extract::StructuredData& found) {
  require(found.items().size() <= 10'000, "a page gives at most 10,000 items");
  for (const extract::StructuredItem& item : found.items()) {
    require(text::is_utf8(item.data) && text::is_utf8(item.type), "items are UTF-8");
    require(item.data.find('\n') == item.data.npos, "data stands on one line");
    require(is_json(item.data), "data is a JSON object");
  }
  for (const extract::ExtractNote& note : found.notes()) require(text::is_utf8(note.text), "notes are UTF-8");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto url = *fetch::Url::parse("https://example.org/folder/page.html?q=1#f");
  if (size == 0) return 0;
  const std::string_view rest = fuzz::as_text(bytes + 1, size - 1);
  const std::size_t choice = bytes[0] % (std::size(kContentTypes) + 1);
  extract::StructuredData found;
  if (choice == std::size(kContentTypes)) {
    extract::add_json_ld({std::string(rest)}, found);
  } else {
    found = support::structured_of(rest, url, kContentTypes[choice]);
  }
  check(found);
  return 0;
}
