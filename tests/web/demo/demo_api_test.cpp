#include "web/demo/demo_api.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

namespace {

nlohmann::json page(const std::string& target) {
  std::string stock = "{\n \"items\": [\n";
  for (int i = 0; i < 12; ++i)
    stock += R"(    {"sku": ")" + std::to_string(i) + R"(", "price": 1.5})" + (i < 11 ? ",\n" : "\n");
  return nlohmann::json::parse(web::api_page(stock + "  ]\n}\n", target));
}

}  // namespace

TEST_CASE("the demo's API gives ten articles a page, and says where the next page is") {
  const auto first = page("/api/articles"), second = page("/api/articles?x=1&page=2");
  CHECK(first["page"] == 1);
  CHECK(first["pages"] == 2);
  CHECK(first["next"] == "?page=2");
  CHECK(first["articles"].size() == 10);
  CHECK(second["next"].is_null());
  REQUIRE(second["articles"].size() == 2);
  CHECK(second["articles"][1]["sku"] == "11");
}

TEST_CASE("beyond the last page the demo's API has no articles") {
  CHECK(page("/api/articles?page=3")["articles"].empty());
  CHECK(page("/api/articles?page=3")["next"].is_null());
  CHECK(page("/api/articles?page=x")["page"] == 1);
  CHECK(page("/api/articles?page=99999999999999999999")["articles"].size() <= 10);
}
