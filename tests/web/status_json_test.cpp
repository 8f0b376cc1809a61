#include "web/status_json.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace trawl;

using nlohmann::json;
using web::Status;

TEST_CASE("the JSON carries the fields of Status under their own names") {
  Status status;
  status.name = "example";
  status.state = "paused";
  status.page_limit = 100;
  status.status_classes = {1, 2, 3, 4, 5, 6};
  status.errors = {{"dns", 2}};
  web::HostRow host;
  host.name = "https://example.org";
  host.wait_reason = "crawl-delay";
  status.hosts = {host};
  web::RecentPage page;
  page.url = "https://example.org/";
  page.status = 404;
  status.recent = {page};

  const json parsed = json::parse(web::status_json(status, true));
  CHECK(parsed["name"] == "example");
  CHECK(parsed["state"] == "paused");
  CHECK(parsed["page_limit"] == 100);
  CHECK(parsed["status_classes"] == json({1, 2, 3, 4, 5, 6}));
  CHECK(parsed["errors"]["dns"] == 2);
  CHECK(parsed["hosts"][0]["wait_reason"] == "crawl-delay");
  CHECK(parsed["recent"][0]["status"] == 404);
  CHECK(parsed["can_command"] == true);
  for (const char* field :
       {"file", "version", "started_at", "exit_reason", "elapsed_s", "pages", "bytes", "links", "retries",
        "pages_per_s", "bytes_per_s", "queued", "in_flight", "concurrency", "skipped", "loop_lag_ms"}) {
    CAPTURE(field);
    CHECK(parsed.contains(field));
  }
}

TEST_CASE("a title that is no UTF-8 does not spoil the answer") {
  Status status;
  web::RecentPage page;
  page.title = "caf\xe9 </script>";
  status.recent = {page};
  CHECK(json::parse(web::status_json(status, false))["recent"][0]["title"] == "caf\xef\xbf\xbd </script>");
}
