// What pages say of themselves for machines, beside what extruct finds in its own test pages.
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/scraper/extract/structured/structured_items.hpp"
#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;
using Json = nlohmann::json;

namespace {

Json items_of(const std::filesystem::path& file, std::string_view kind, const fetch::Url& url) {
  const std::string html = support::file_bytes(file);
  const auto found = support::structured_of(html, url, "text/html; charset=utf-8");
  Json items = Json::array();
  for (const auto& item : found.items())
    if (item.kind == kind) items.push_back(Json::parse(item.data));
  return items;
}

/// extruct gives a value alone or in a list, as it is told to.
Json as_list(const Json& value) {
  return value.is_array() ? value : Json::array({value});
}

/// Whether an item or a text is the same. extruct adds no base to URLs unless it is told one.
bool is_same(const Json& ours, const Json& theirs, const fetch::Url& base) {
  if (ours.is_string() && theirs.is_string()) {
    if (ours == theirs) return true;
    const auto url = fetch::Url::parse(theirs.get<std::string>(), &base);
    return url && url->href() == ours;
  }
  if (!ours.is_object() || !theirs.is_object()) return false;
  for (const char* name : {"type", "id", "value"}) {
    if (as_list(ours.value(name, Json())) != as_list(theirs.value(name, Json()))) return false;
  }
  const Json our_properties = ours.value("properties", Json::object());
  const Json their_properties = theirs.value("properties", Json::object());
  if (our_properties.size() != their_properties.size()) return false;
  for (const auto& [name, values] : their_properties.items()) {
    const Json mine = as_list(our_properties.value(name, Json())), others = as_list(values);
    if (mine.size() != others.size()) return false;
    for (std::size_t i = 0; i < others.size(); ++i)
      if (!is_same(mine[i], others[i], base)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("conformance: JSON-LD is the same JSON values") {
  const auto suite = support::conformance_suite("structured");
  if (!suite) return;
  const auto url = *fetch::Url::parse("http://www.example.com/");
  support::SuiteScore score("structured: JSON-LD", 95);
  for (const char* name :
       {"custom.invalid/JSONLD_with_JS_comment", "custom.invalid/JSONLD_with_control_characters_comment",
        "custom.invalid/JoinAction.001", "schema.org/CreativeWork.001"}) {
    const Json expected = support::conformance_cases(*suite / (std::string(name) + ".jsonld"));
    score.count(items_of(*suite / (std::string(name) + ".html"), "json-ld", url) == expected, name);
  }
  const Json uniform = support::conformance_cases(*suite / "schema.org/CreativeWork_flat.001.json");
  score.count(items_of(*suite / "schema.org/CreativeWork.001.html", "json-ld", url) == uniform["json-ld"],
              "CreativeWork_flat");
  for (const char* name : {"schema.org/product", "w3c/microdata.object", "misc/dublincore_test"})
    score.count(items_of(*suite / (std::string(name) + ".html"), "json-ld", url).empty(), name);
  score.check();
}

TEST_CASE("conformance: microdata has the same property values") {
  const auto suite = support::conformance_suite("structured");
  if (!suite) return;
  struct Case {
    const char *page, *truth, *base;
  };
  constexpr const char* kAny = "http://www.example.com/microdata/";
  support::SuiteScore score("structured: microdata", 95);
  for (const Case& one :
       {Case{"schema.org/CreativeWork.001", "schema.org/CreativeWork.001", kAny},
        Case{"schema.org/Event.001", "schema.org/Event.001", kAny},
        Case{"schema.org/Event.003", "schema.org/Event.003", kAny},
        Case{"schema.org/product", "schema.org/product", kAny},
        Case{"schema.org/product", "schema.org/product_custom_url", "http://some-example.com/"},
        Case{"w3c/microdata.4.2.data", "w3c/microdata.4.2.data", kAny},
        Case{"w3c/microdata.4.2.strings.unclean", "w3c/microdata.4.2.strings.unclean", kAny},
        Case{"w3c/microdata.5.2", "w3c/microdata.5.2", kAny},
        Case{"w3c/microdata.5.2", "w3c/microdata.5.2.flat", kAny},
        Case{"w3c/microdata.5.2", "w3c/microdata.5.2.withtext", kAny},
        Case{"w3c/microdata.object", "w3c/microdata.object", kAny}}) {
    const auto base = *fetch::Url::parse(one.base);
    const Json expected = support::conformance_cases(*suite / (std::string(one.truth) + ".json"));
    const Json ours = items_of(*suite / (std::string(one.page) + ".html"), "microdata", base);
    bool passed = ours.size() == expected.size();
    for (std::size_t i = 0; passed && i < ours.size(); ++i) passed = is_same(ours[i], expected[i], base);
    score.count(passed, one.truth);
  }
  score.check();
}

TEST_CASE("conformance: OpenGraph has the same properties") {
  const auto suite = support::conformance_suite("structured");
  if (!suite) return;
  const auto url = *fetch::Url::parse("http://www.example.com/");
  support::SuiteScore score("structured: OpenGraph", 95);
  for (const char* name : {"CreativeWork_flat.001", "CreativeWork_flat_with_node_id.001"}) {
    const Json expected = support::conformance_cases(*suite / "schema.org" / (std::string(name) + ".json"));
    score.count(
        items_of(*suite / "schema.org/CreativeWork.001.html", "opengraph", url) == expected["opengraph"],
        name);
  }
  score.check();
}

TEST_CASE("conformance: every page of the suite is read, also those of other vocabularies") {
  const auto suite = support::conformance_suite("structured");
  if (!suite) return;
  int pages = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*suite)) {
    if (entry.path().extension() != ".html") continue;
    ++pages;
    CHECK(support::structured_of(support::file_bytes(entry.path())).notes().empty());
  }
  CHECK(pages >= 15);
}
