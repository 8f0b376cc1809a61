#include "scraper/cli/settings/units.hpp"

#include <limits>
#include <stdexcept>

#include <doctest/doctest.h>

using namespace trawl::cli;
using std::chrono::milliseconds;

TEST_CASE("durations are numbers with units, alone or in a row; a bare number is seconds") {
  CHECK(parse_duration("500ms") == milliseconds(500));
  CHECK(parse_duration("2s") == milliseconds(2'000));
  CHECK(parse_duration("1.5s") == milliseconds(1'500));
  CHECK(parse_duration("5m") == milliseconds(300'000));
  CHECK(parse_duration("1h30m") == milliseconds(5'400'000));
  CHECK(parse_duration("1d") == milliseconds(86'400'000));
  CHECK(parse_duration("0") == milliseconds(0));
  CHECK(parse_duration("3") == milliseconds(3'000));
}

TEST_CASE("a bad duration is refused with an example") {
  for (const auto* text :
       {"", "s", "-1s", "2x", "2 s", "1h30", "1e3s", "1..5s", "5 minutes", "9999999999999d"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_duration(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parse_duration("2x"),
                    "'2x' is not a duration: expected a number and a unit, such as 500ms, 2s, 5m or 1h");
}

TEST_CASE("durations are printed as they are parsed") {
  for (const auto* text : {"0s", "500ms", "2s", "1.5s", "5m", "1h30m", "1h", "26h", "1m30.061s"}) {
    CHECK(duration_text(parse_duration(text)) == text);
  }
}

TEST_CASE("sizes are bytes, with units in powers of 1024") {
  CHECK(parse_size("0") == 0);
  CHECK(parse_size("512") == 512);
  CHECK(parse_size("512k") == 512 * 1'024);
  CHECK(parse_size("10M") == 10'485'760);
  CHECK(parse_size("10MB") == 10'485'760);
  CHECK(parse_size("10mib") == 10'485'760);
  CHECK(parse_size("1.5G") == 1'610'612'736);
  CHECK(parse_size("7B") == 7);
}

TEST_CASE("a bad size is refused with an example") {
  for (const auto* text : {"", "M", "-1", "10X", "10 M", "10Mx", "1M2", "9999999T"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_size(text), std::invalid_argument);
  }
  CHECK_THROWS_WITH(parse_size("10X"),
                    "'10X' is not a size: expected bytes or a number and a unit, such as 512k, 10M or 2G");
}

TEST_CASE("sizes are printed with at most one decimal") {
  CHECK(size_text(0) == "0");
  CHECK(size_text(1'023) == "1023");
  CHECK(size_text(1'536) == "1.5k");
  CHECK(size_text(10'485'760) == "10M");
  CHECK(size_text(2'147'483'648) == "2G");
  CHECK(size_text(std::numeric_limits<std::int64_t>::max()) == "8388608T");
}

TEST_CASE("a size at the edge of a unit is printed in the larger one, also when rounding takes it there") {
  const std::pair<std::int64_t, const char*> cases[] = {
      {1'023, "1023"},        {1'024, "1k"},         {1'075, "1k"},           {1'076, "1.1k"},
      {1'048'524, "1023.9k"}, {1'048'525, "1M"},     {1'048'575, "1M"},       {1'048'576, "1M"},
      {1'073'741'823, "1G"},  {1'073'741'824, "1G"}, {(1ll << 40) - 1, "1T"}, {1ll << 40, "1T"}};
  for (const auto& one : cases) {
    CAPTURE(one.first);
    CHECK(size_text(one.first) == one.second);
  }
}

TEST_CASE("rates are per second, minute or hour") {
  CHECK(parse_rate("10/s") == 10);
  CHECK(parse_rate("30/m") == 0.5);
  CHECK(parse_rate("36/h") == doctest::Approx(0.01));
  CHECK(parse_rate("2.5") == 2.5);
  for (const auto* text : {"", "/s", "10/", "10/d", "ten/s", "-1/s"})
    CHECK_THROWS_AS(parse_rate(text), std::invalid_argument);
}
