#include "fetch/url/domain_to_ascii.hpp"

#include <doctest/doctest.h>

#include "fetch/url/url.hpp"

using namespace trawl;

using fetch::domain_to_ascii;

TEST_CASE("processing is non-transitional: sharp s and joiners keep their meaning (UTS 46 section 4)") {
  CHECK(domain_to_ascii("fa\u00df.de") == "xn--fa-hia.de");
  CHECK(domain_to_ascii("\u0dc1\u0dca\u200d\u0dbb\u0dd3") == "xn--10cl1a0b660p");
}

TEST_CASE("bidi and joiner rules are checked, hyphens, lengths and empty labels are not") {
  CHECK(domain_to_ascii("\u064aa") == std::nullopt);
  CHECK(domain_to_ascii("a\u200cb") == std::nullopt);
  CHECK(domain_to_ascii("-\u00fc-.ab--c\u00fc").has_value());
  CHECK(domain_to_ascii("a..\u00fc") == "a..xn--tda");
  CHECK(domain_to_ascii(std::string(300, 'a') + ".\u00fc") == std::string(300, 'a') + ".xn--tda");
}

TEST_CASE("the mappings that UTS 46 has had since Unicode 15.1 apply with every version of ICU") {
  CHECK(domain_to_ascii("FA\u1e9e.de") == "xn--fa-hia.de");
  CHECK(domain_to_ascii("\u04c0.com") == "xn--s5a.com");
  CHECK(domain_to_ascii("\u10a0") == domain_to_ascii("\u2d00"));
  CHECK(domain_to_ascii("\u10c5") == domain_to_ascii("\u2d25"));
  CHECK(domain_to_ascii("a\u3164b") == "ab");
  for (const char* dropped : {"\u2061", "\u2062", "\u2063", "\u2064", "\u206a", "\u206d", "\u206f"}) {
    CAPTURE(dropped);
    CHECK(domain_to_ascii(std::string("a") + dropped + "b.de") == "ab.de");
  }
}

TEST_CASE("a NUL beside other letters is not dropped, so it refuses the host") {
  using namespace std::literals;
  CHECK(domain_to_ascii("a\0b.\u00fc"sv) == "a\0b.xn--tda"s);
  CHECK_FALSE(fetch::Url::parse("http://a%00b.\u00fc/"));
}

TEST_CASE("a domain much longer than DNS allows is refused at once, as it would cost quadratic time") {
  std::string domain;
  for (int i = 0; i < 2'000; ++i) domain += "\u00fc";
  CHECK(domain_to_ascii(domain) == std::nullopt);
  for (int i = 0; i < 1'000'000; ++i) domain += "\u00fc.";
  CHECK(domain_to_ascii(domain) == std::nullopt);
}
