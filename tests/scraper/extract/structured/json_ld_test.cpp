#include "scraper/extract/structured/json_ld.hpp"

#include <ctime>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "tests/scraper/extract/structured/structured_items.hpp"
#include "tests/support/measured_process.hpp"

using namespace trawl;

namespace {

/// The items of one script, one a line: "type data"; and the notes.
std::string read(const std::string& script) {
  extract::StructuredData found;
  extract::add_json_ld({script}, found);
  std::string lines;
  for (const auto& item : found.items()) {
    CHECK(item.kind == "json-ld");
    CHECK(nlohmann::json::accept(item.data));
    lines += item.type + ' ' + item.data + '\n';
  }
  for (const auto& note : found.notes()) lines += note.text + '\n';
  return lines;
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("each object that stands in no other is an item, and lists are taken apart") {
  CHECK(read(R"({"@type": "Product", "name": "x"})") == "Product {\"@type\":\"Product\",\"name\":\"x\"}\n");
  CHECK(read(R"([{"a": 1}, [{"b": [{}]}], 5, "text", {}])") == " {\"a\":1}\n {\"b\":[{}]}\n {}\n");
  CHECK(read("{\"a\":1}\n{\"b\":2}; {\"c\":3}") == " {\"a\":1}\n {\"b\":2}\n {\"c\":3}\n");
  CHECK(read(R"({"@graph": [{"@type": "A"}, {"@type": "B"}]})") ==
        " {\"@graph\":[{\"@type\":\"A\"},{\"@type\":\"B\"}]}\n");
  CHECK(read("[]") == "");
  CHECK(read("  ") == "");
  CHECK(read("5") == "");
}

TEST_CASE("the type is the last word of the first @type") {
  CHECK(
      read(R"({"a": {"@type": "No"}, "@type": ["http://schema.org/Car", "Product"]})").starts_with("Car {"));
  CHECK(read(R"({"@type": "schema:Offer"})").starts_with("Offer {"));
  CHECK(read(R"({"@type": "http://example.org/ns#Thing"})").starts_with("Thing {"));
  CHECK(read(R"({"@type": {"@id": "x"}, "@id": "y"})").starts_with(" {"));
  CHECK(read(R"({"a": "@type", "b": "c"})").starts_with(" {"));
}

TEST_CASE("JSON is read as pages write it") {
  const std::string plain = " {\"a\":1,\"b\":\"x\"}\n";
  CHECK(read("{\"a\": 1, // comment \"\n \"b\": /* {*/ \"x\"}") == plain);
  CHECK(read("<!-- a comment -->\n{\"a\":1,\"b\":\"x\"}") == plain);
  CHECK(read("<!--\n{\"a\":1,\"b\":\"x\"}\n//-->") == plain);
  CHECK(read("//<![CDATA[\n{\"a\":1,\"b\":\"x\"}\n//]]>") == plain);
  CHECK(read("/*<![CDATA[*/{\"a\":1,\"b\":\"x\"}/*]]>*/") == plain);
  CHECK(read("<![CDATA[ {\"a\":1,\"b\":\"x\"} ]]>") == plain);
  CHECK(read("\xEF\xBB\xBF{\"a\":1,\xC2\xA0\"b\":\"x\",}") == plain);
  CHECK(read("{\"a\":1,\"b\":\"x\"};") == plain);
  CHECK(read("{&quot;a&quot;:1,&quot;b&quot;:&quot;x&quot;}") == plain);
  CHECK(read("{\"a\":[1,2,],\"b\":{},}") == " {\"a\":[1,2],\"b\":{}}\n");
  CHECK(read("{\"a\":\"1\n2\t\x01\"}") == " {\"a\":\"1\\n2\\t\\u0001\"}\n");
  CHECK(read("{\"a\":\"http://x/ /* <!-- \"}") == " {\"a\":\"http://x/ /* <!-- \"}\n");
  CHECK(read("{\"a\":[NaN,-Infinity,Infinity,null,true,false]}") ==
        " {\"a\":[null,null,null,null,true,false]}\n");
}

TEST_CASE("numbers stay as they are written") {
  const std::string numbers = "{\"a\":[0,-0,1.20,1e5,1E-05,12345678901234567890123,0.1000000000000000055]}";
  CHECK(read(numbers) == ' ' + numbers + '\n');
}

TEST_CASE("strings are well-formed UTF-8") {
  CHECK(read(R"({"a":"\u00e4\ud83d\ude00\/\"\\"})") == " {\"a\":\"ä😀/\\\"\\\\\"}\n");
  CHECK(read(R"({"a":"\ud800 \udc00 \ud800\u0041 \ud800\ud83d\ude00"})") ==
        " {\"a\":\"\uFFFD \uFFFD \uFFFDA \uFFFD😀\"}\n");
  CHECK(read("{\"a\":\"\xFF\\u0000\x7F\"}") == " {\"a\":\"\uFFFD\\u0000\\u007f\"}\n");
  CHECK(read(R"({"a":"\x\'\u12"})") == " {\"a\":\"x'u12\"}\n");
}

TEST_CASE("what follows an error is left out, and a note says where it is") {
  CHECK(read("{\"a\":1} {\"b\" 2}") == " {\"a\":1}\nJSON-LD: a colon is expected at byte 13\n");
  CHECK(read("{\"a\":1}}") == " {\"a\":1}\nJSON-LD: an unexpected bracket at byte 7\n");
  CHECK(read("[{\"a\":1},{\"b\":") == " {\"a\":1}\nJSON-LD: ends before it is complete at byte 14\n");
  CHECK(read("{\"a\":\"x") == "JSON-LD: a string without end at byte 7\n");
  CHECK(read("{'a':1}") == "JSON-LD: a key is expected at byte 1\n");
  for (const char* wrong :
       {"{\"a\":01}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":-}", "{\"a\":1e}", "{\"a\":+1}", "{\"a\":x}",
        "{\"a\":}", "{\"a\"}", "{,}", "[,]", "{\"a\":1,,}", "{\"a\":1]", "{\"a\":1 \"b\":2}", "function()"}) {
    CAPTURE(wrong);
    CHECK(read(wrong).starts_with("JSON-LD: "));
  }
}

TEST_CASE("JSON is nested at most 512 deep") {
  const auto nested = [](std::size_t levels) {
    return "{\"a\":" + repeated("[", levels - 1) + repeated("]", levels - 1) + "}";
  };
  CHECK(read(nested(512)).starts_with(" {\"a\":[["));
  CHECK(read(nested(513)) == "JSON-LD: nested more than 512 deep at byte 516\n");
  CHECK(read(repeated("[", 1'000'000)).starts_with("JSON-LD: nested more"));
}

TEST_CASE("a page gives at most 10,000 items and 8 MiB") {
  extract::StructuredData found;
  extract::add_json_ld({"[" + repeated("{},", 100'000) + "]"}, found);
  CHECK(found.items().size() == 10'000);
  REQUIRE(found.notes().size() == 1);
  CHECK(found.notes()[0].kind == "extract limit");
  CHECK(found.notes()[0].text == "structured data: more than 10000 items or 8 MiB; the rest was left out");
}

TEST_CASE("hostile scripts take linear time") {
  const std::clock_t begin = std::clock();
  for (const char* part :
       {"<!--", "<!--1,", "[<!--", "{\"a\":", "\"\\ud800", "/*", "//", "-->", "[1,", "&quot;{"})
    read(repeated(part, support::kIsSanitized ? 50'000 : 200'000));
  read("[" + repeated("<!-- { ", 100'000) + "-->");
  CHECK(std::clock() - begin < 20 * CLOCKS_PER_SEC);
}
