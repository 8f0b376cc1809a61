#include "fetch/http/cookie_file.hpp"

#include <fstream>
#include <system_error>

#include <doctest/doctest.h>

#include "tests/storage/crawl_file.hpp"

using namespace trawl;

using fetch::Cookie;
using fetch::cookie_file_text;
using fetch::parse_cookie_file;

namespace {

constexpr const char* kText =
    "# Netscape HTTP Cookie File\n"
    "www.example.org\tFALSE\t/\tTRUE\t1893456000\ta\tb=c\td\n"
    "#HttpOnly_.example.org\tTRUE\t/docs\tFALSE\t0\tsession\t\n";

}  // namespace

TEST_CASE("a cookie is one line of seven fields") {
  const auto cookies = parse_cookie_file(kText);
  REQUIRE(cookies.size() == 2);
  const Cookie& first = cookies[0];
  CHECK(first.domain == "www.example.org");
  CHECK(first.host_only);
  CHECK(first.path == "/");
  CHECK(first.secure);
  CHECK(first.expires == 1893456000);
  CHECK(first.name == "a");
  CHECK(first.value == "b=c\td");
  CHECK_FALSE(first.http_only);
  const Cookie& second = cookies[1];
  CHECK(second.domain == "example.org");
  CHECK_FALSE(second.host_only);
  CHECK(second.http_only);
  CHECK(second.expires == std::nullopt);
  CHECK(second.value == "");
}

TEST_CASE("cookies that were read are written in the same form") {
  CHECK(cookie_file_text(parse_cookie_file(kText)) == kText);
}

TEST_CASE("comments, blank lines and the line ends of Windows are skipped") {
  CHECK(parse_cookie_file("\r\n# a comment\r\n \t\na\tFALSE\t/\tFALSE\t0\tn\tv\r\n").at(0).value == "v");
  CHECK(parse_cookie_file("a\tFALSE\t/\tFALSE\t0\tn").at(0).value == "");
  CHECK(parse_cookie_file("").empty());
}

TEST_CASE("the files of other programs are understood") {
  const auto of = [](std::string_view line) { return parse_cookie_file(line).at(0); };
  CHECK(of("a\tFALSE\t/\tFALSE\t\tn\tv").expires == std::nullopt);  // Python, for the session
  CHECK(of("a\tFALSE\t/\tFALSE\t1893456000.75\tn\tv").expires == 1893456000);
  CHECK(of("a\ttrue\t/\tFALSE\t0\tn\tv").host_only == false);
  CHECK(of("a\tFALSE\t/\tTrue\t0\tn\tv").secure);
  CHECK(of(".E.Org\tTRUE\t/\tFALSE\t0\tn\tv").is_for(fetch::Url::parse("http://www.e.org/").value()));
}

TEST_CASE("a malformed line is named by its number") {
  for (const auto* line :
       {"a=b", "a\tFALSE\t/\tFALSE\t0", "a\tFALSE\t/\tFALSE\tsoon\tn\tv", "a\tFALSE\t/\tFALSE\t1.x\tn\tv",
        "\tFALSE\t/\tFALSE\t0\tn\tv", "a\tFALSE\t/\tFALSE\t0\t\tv", "a\tFALSE\tx\tFALSE\t0\tn\tv",
        "a\tFALSE\t/\tFALSE\t0\tn\tv\rw"}) {
    CAPTURE(line);
    CHECK_THROWS_WITH_AS(parse_cookie_file(std::string("#\n") + line),
                         doctest::Contains("line 2 is no cookie"), std::invalid_argument);
  }
}

TEST_CASE("a saved file can be loaded again, and only its owner can read it") {
  const storage::testing::TemporaryFolder folder;
  const auto file = folder / "cookies.txt";
  std::ofstream(file) << "old";
  fetch::save_cookie_file(file, parse_cookie_file(kText));
  CHECK(cookie_file_text(fetch::load_cookie_file(file)) == kText);
  using std::filesystem::perms;
  CHECK(std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write));
  CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}) == 1);
}

TEST_CASE("an error names the file that cannot be read or written") {
  const storage::testing::TemporaryFolder folder;
  const auto file = folder / "none" / "cookies.txt";
  CHECK_THROWS_WITH_AS(fetch::load_cookie_file(file), doctest::Contains("cookies.txt"), std::system_error);
  CHECK_THROWS_WITH_AS(fetch::save_cookie_file(file, {}), doctest::Contains("cookies.txt"),
                       std::system_error);
}
