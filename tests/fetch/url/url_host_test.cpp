#include "fetch/url/url_host.hpp"

#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/support/conformance.hpp"
#include "tests/support/suite_score.hpp"

using namespace trawl;

namespace {

std::string host(std::string_view text) {
  std::string out = "kept:";
  const std::string_view reason = fetch::append_host(out, text);
  CHECK(out.starts_with("kept:"));
  if (reason.empty()) return out.substr(5);
  CHECK(out == "kept:");
  return "refused";
}

// Counts the cases of `file` whose input gives their output. Lines with a lone surrogate are left out, as
// UTF-8 input cannot contain one and they are not JSON; so is the empty host, which the URL parser never
// passes on.
void count_ascii_forms(const std::filesystem::path& file, support::SuiteScore& score) {
  std::istringstream lines(support::file_bytes(file));
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(',')) line.pop_back();
    const auto item = nlohmann::json::parse(line, nullptr, false);
    if (!item.is_object() || item["input"] == "") continue;
    const std::string wanted = item["output"].is_null() ? "refused" : item["output"].get<std::string>();
    const auto input = item["input"].get<std::string>();
    const std::string got = host(input);
    score.count(got == wanted, input);
    if (got != wanted) MESSAGE(item["input"].dump(-1, ' ', true), " became ", got, ", wanted ", wanted);
  }
}

}  // namespace

TEST_CASE("domains are decoded, lower-cased and converted to ASCII") {
  CHECK(host("EXAMPLE.org") == "example.org");
  CHECK(host("b\xc3\xbc"
             "cher.DE") == "xn--bcher-kva.de");
  CHECK(host("B%C3%9Ccher.de") == "xn--bcher-kva.de");
  CHECK(host("%65xample.org") == "example.org");
  CHECK(host("fa\xc3\x9f.de") == "xn--fa-hia.de");
  CHECK(host("ex\xc2\xad"
             "ample.org") == "example.org");
  CHECK(host("under_score.x") == "under_score.x");
  CHECK(host("a..b.") == "a..b.");
}

TEST_CASE("ASCII names are taken as they are, others are checked as a whole (UTS 46, RFC 5893)") {
  CHECK(host("xn--a") == "xn--a");
  CHECK(host("XN--zn7c.org") == "xn--zn7c.org");
  CHECK(host("xn--a.\xc3\xbc") == "refused");
  CHECK(host("\xe1\xba\x9e") == "xn--zca");
  CHECK(host("\xd7\x90.org") == "xn--4db.org");
  CHECK(host("\xd7\x90.0rg") == "refused");
  CHECK(host("\xd9\xa1.org") == "refused");
}

TEST_CASE("a host with forbidden code points is refused, even if they are escaped or result from mapping") {
  for (const char c : std::string_view("\0\t\n\r #%/:<>?@[\\]^|\x7f", 20))
    CHECK(host(std::string("a") + c + "b") == "refused");
  CHECK(host("a%20b") == "refused");
  CHECK(host("\xc3\xbc%00") == "refused");
  CHECK(host("a%2fb") == "refused");
  CHECK(host("a%ffb") == "refused");
  CHECK(host("\xef\xbc\x85.com") == "refused");
  CHECK(host("\xc2\xad") == "refused");
}

TEST_CASE("a host that ends in a number is an IPv4 address or refused (URL standard 3.5)") {
  const std::pair<const char*, const char*> cases[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.1.", "192.0.2.1"},
      {"0xC0.0x0.02.01", "192.0.2.1"},
      {"3221225985", "192.0.2.1"},
      {"192.513", "192.0.2.1"},
      {"127.1", "127.0.0.1"},
      {"0x", "0.0.0.0"},
      {"0xffffffff", "255.255.255.255"},
      {"4294967296", "refused"},
      {"256.1", "refused"},
      {"1.2.3.4.5", "refused"},
      {"1.2.3.08", "refused"},
      {"a.1", "refused"},
      {"1..2", "refused"},
      {"1.2.3.0xg", "1.2.3.0xg"},
      {"1.2.3.4..", "1.2.3.4.."},
      {"99999999999999999999", "refused"},
      {"\xef\xbc\x91.2.3.4", "1.2.3.4"},
  };
  for (const auto& item : cases) CHECK_MESSAGE(host(item.first) == item.second, item.first);
}

TEST_CASE("a host in brackets is an IPv6 address, written in its shortest form") {
  CHECK(host("[2001:DB8:0:0:0:0:0:1]") == "[2001:db8::1]");
  CHECK(host("[::ffff:192.0.2.1]") == "[::ffff:c000:201]");
  CHECK(host("[::1") == "refused");
  CHECK(host("[192.0.2.1]") == "refused");
  CHECK(host("[fe80::1%25eth0]") == "refused");
  CHECK(host("[]") == "refused");
}

TEST_CASE("conformance: domain to ASCII, all of toascii") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  support::SuiteScore score("url: toascii", 100);
  count_ascii_forms(*suite / "toascii.json", score);
  score.check();
}

TEST_CASE("conformance: domain to ASCII, the Unicode file IdnaTestV2") {
  const auto suite = support::conformance_suite("url");
  if (!suite) return;
  support::SuiteScore score("url: IdnaTestV2", 97);
  score.explain_the_rest("characters of Unicode 17 (U+32931, U+32BA9), unassigned in ICU 72");
  count_ascii_forms(*suite / "IdnaTestV2.json", score);
  score.check();
}
