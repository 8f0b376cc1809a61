#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "web/live_text.hpp"

using namespace trawl;

using web::metrics_text;
using web::Status;

namespace {

Status sample_status() {
  Status status;
  status.name = "a \"b\" \\ c\nd";
  status.state = "running";
  status.pages = 12;
  status.elapsed_s = 1.5;
  status.loop_lag_ms = 250;
  status.status_classes = {1, 0, 9, 2, 0, 0};
  status.errors = {{"timeout", 1}};
  status.skipped = {{"robots", 3}};
  web::HostRow host;
  host.name = "https://example.org";
  host.pages = 7;
  status.hosts = {host};
  return status;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("each number stands under its name, labels and base unit") {
  const std::string text = metrics_text(sample_status());
  for (const char* line :
       {"trawl_pages_total 12", "# TYPE trawl_pages_total counter", "# HELP trawl_pages_total Pages stored.",
        "trawl_elapsed_seconds 1.5", "trawl_loop_lag_seconds 0.25", "trawl_responses_total{class=\"2xx\"} 9",
        "trawl_responses_total{class=\"none\"} 1", "trawl_errors_total{kind=\"timeout\"} 1",
        "trawl_skipped_total{reason=\"robots\"} 3", "trawl_state{state=\"running\"} 1",
        "trawl_state{state=\"paused\"} 0", "trawl_host_pages_total{host=\"https://example.org\"} 7"}) {
    CAPTURE(line);
    CHECK(has_line(text, line));
  }
}

TEST_CASE("backslash, quote and line feed in a label are escaped") {
  const std::string text = metrics_text(sample_status());
  CHECK(has_line(text, R"(trawl_info{name="a \"b\" \\ c\nd",file="",version=""} 1)"));
}

TEST_CASE("each family is announced once, before its samples, and the text ends with a line feed") {
  const std::string text = metrics_text(sample_status());
  CHECK(text.ends_with('\n'));
  std::istringstream lines(text);
  std::set<std::string> families;
  std::string family;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, second, third, type;
    words >> first >> second >> third >> type;
    if (second == "HELP") {
      family = third;
      CHECK(families.insert(family).second);
    } else if (second == "TYPE") {
      CHECK(third == family);
      CHECK((type == "counter") == family.ends_with("_total"));
    } else {
      CHECK(line.substr(0, line.find_first_of("{ ")) == family);
    }
  }
}
