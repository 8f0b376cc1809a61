#include "scraper/crawl/visit/page_meta.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

namespace {

nlohmann::json meta_of(const page::Page& page) {
  return nlohmann::json::parse(crawl::meta_json(page));
}

}  // namespace

TEST_CASE("JSON-LD is kept as JSON, and as text where it is none or too deep for SQLite") {
  page::Page page;
  page.json_ld = {R"({"@type":"Product","name":"a \"[b]\""})", "not json", "[1]",
                  std::string(600, '[') + std::string(600, ']')};
  const auto meta = meta_of(page);
  CHECK(meta["json_ld"].at(0)["name"] == "a \"[b]\"");
  CHECK(meta["json_ld"].at(1) == "not json");
  CHECK(meta["json_ld"].at(2).at(0) == 1);
  CHECK(meta["json_ld"].at(3).is_string());
  CHECK_FALSE(meta_of(page::Page()).contains("json_ld"));
}

TEST_CASE("a property of OpenGraph has its value, or the list of its values") {
  page::Page page;
  page.open_graph = {{"og:image", "/1.png"}, {"og:title", "A \"title\""}, {"og:image", "/2.png"}};
  const auto meta = meta_of(page);
  CHECK(meta["open_graph"]["og:title"] == "A \"title\"");
  CHECK(meta["open_graph"]["og:image"] == nlohmann::json({"/1.png", "/2.png"}));
  CHECK_FALSE(meta_of(page::Page()).contains("open_graph"));
}
