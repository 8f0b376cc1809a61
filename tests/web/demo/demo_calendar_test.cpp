#include "web/demo/demo_calendar.hpp"

#include <doctest/doctest.h>

using namespace trawl;

namespace {

bool links_to(const std::string& page, const std::string& path) {
  return page.find("href=\"" + path + "\"") != std::string::npos;
}

}  // namespace

TEST_CASE("a month links to its neighbours, also across the turn of the year") {
  const auto january = web::calendar_page("/calendar/2024-01");
  REQUIRE(january);
  CHECK(links_to(*january, "/calendar/2023-12"));
  CHECK(links_to(*january, "/calendar/2024-02"));
  CHECK(web::calendar_page("/calendar/2024-02")->find("29: nothing") != std::string::npos);
  CHECK(web::calendar_page("/calendar/2023-02")->find("29: nothing") == std::string::npos);
}

TEST_CASE("other paths are not months") {
  for (const char* path :
       {"/calendar/", "/calendar/2024-13", "/calendar/2024-00", "/calendar/24-01", "/calendar/2024-1",
        "/calendar/2024-01/", "/calendar/2024-01-01", "/2024-01", ""}) {
    CAPTURE(path);
    CHECK_FALSE(web::calendar_page(path));
  }
}
