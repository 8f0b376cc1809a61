#include <doctest/doctest.h>

#include "storage/store.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/storage/old_file.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;
using namespace trawl::cli::testing;
using support::html;

namespace {

/// Rules for the products of the site; `price` selects the price.
std::string rules(const std::string& price, const std::string& type = "number") {
  return R"(pages:
  - match: /p/
    items:
      - table: products
        key: sku
        fields:
          sku: .sku::text
          price: {css: ")" +
         price + R"(", type: )" + type + R"(}
)";
}

std::string product(const std::string& sku, const std::string& price) {
  return "<p class=sku>" + sku + "</p><b class=price>" + price + "</b><i class=old>99</i>";
}

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  return content.str();
}

/// A site with two products, crawled into a.db by rules for the price.
struct Shop : CommandLine {
  Shop() {
    site.page("/", html("<a href=/p/1>1</a><a href=/p/2>2</a>"));
    site.page("/p/1", html(product("one", "1.50")));
    site.page("/p/2", html(product("two", "soon")));
    write("rules.yaml", rules(".price::text"));
    write("old.yaml", rules(".old::text"));
    write("none.yaml", rules(".nowhere::text"));
  }

  support::Finished crawl(Words more = {}) {
    Words words{"crawl", site.origin() + "/", "-f", "rules.yaml", "-o", "a.db", "--delay", "0", "--ui",
                "off",   "--sitemap",         "off"};
    words.insert(words.end(), more.begin(), more.end());
    return run(std::move(words));
  }
  std::string products() {
    return run({"query", "a.db", "SELECT sku, price FROM products ORDER BY sku", "--csv"}).out;
  }

  support::TestSite site;
};

}  // namespace

TEST_CASE(
    "a crawl by rules says what became of its items, and extracting again by the same rules changes "
    "nothing") {
  Shop shop;
  const auto crawled = shop.crawl();
  CHECK(crawled.exit_code == 0);
  CHECK_MESSAGE(holds(crawled.err, "items     products: 2 rows\n"), crawled.err);
  CHECK(shop.products() == "sku,price\r\none,1.5\r\ntwo,\r\n");
  const auto again = shop.run({"extract", "a.db", "-f", "rules.yaml"});
  CHECK(again.exit_code == 0);
  CHECK(again.out ==
        "3 pages read, 2 of them with rows\n"
        "products: 2 rows; 0 added, 0 removed, 0 changed\n"
        "  sku              100% filled\n"
        "  price            50% filled, 1 of 2 NULL, 1 of the wrong type\n"
        "There is nothing to write: the file has these rows, and keeps these rules.\n");
}

TEST_CASE("extracting by other rules tells the difference first, and writes it only when it is asked to") {
  Shop shop;
  shop.crawl();
  const auto told = shop.run({"extract", "a.db", "-f", "old.yaml"});
  CHECK_MESSAGE(holds(told.out, "products: 2 rows; 0 added, 0 removed, 2 changed\n"), told.out);
  CHECK_MESSAGE(holds(told.out, "changed  " + shop.site.origin() + "/p/1 one  price: 1.5 -> 99\n"), told.out);
  CHECK(shop.products() == "sku,price\r\none,1.5\r\ntwo,\r\n");
  const auto written = shop.run({"extract", "a.db", "-f", "old.yaml", "--write"});
  CHECK(written.exit_code == 0);
  CHECK(told.out.ends_with("Nothing is written yet; --write does that.\n"));
  CHECK(holds(written.out, "\nWritten. The file keeps these rules: "));
  CHECK(shop.products() == "sku,price\r\none,99\r\ntwo,99\r\n");
  CHECK(shop.run({"query", "a.db", "SELECT count(*) AS n FROM changes", "--csv"}).out == "n\r\n0\r\n");
}

TEST_CASE(
    "the rules that --write has used are those of the next crawl of the file, and of one that goes on") {
  Shop shop;
  shop.crawl({"-n", "2"});
  CHECK(shop.run({"extract", "a.db", "-f", "old.yaml", "--write"}).exit_code == 0);
  CHECK(shop.run({"resume", "a.db", "-n", "3", "-q", "--ui", "off"}).exit_code == 0);
  CHECK(shop.products() == "sku,price\r\none,99\r\ntwo,99\r\n");
  CHECK(shop.run({"recrawl", "a.db", "-q", "--ui", "off"}).exit_code == 0);
  CHECK(shop.products() == "sku,price\r\none,99\r\ntwo,99\r\n");
  CHECK(shop.run({"query", "a.db", "SELECT count(*) AS n FROM changes", "--csv"}).out == "n\r\n0\r\n");
}

TEST_CASE("rules that change no row, but are others than those of the file, can be kept") {
  Shop shop;
  shop.crawl();
  shop.write("same.yaml", rules("b.price::text"));
  const auto told = shop.run({"extract", "a.db", "-f", "same.yaml"});
  CHECK_MESSAGE(holds(told.out, "No row would change. The file keeps other rules"), told.out);
  shop.run({"extract", "a.db", "-f", "same.yaml", "--write"});
  CHECK(holds(shop.run({"extract", "a.db", "-f", "same.yaml"}).out, "There is nothing to write"));
}

TEST_CASE("rules without starts and links to follow leave those of the crawl as they were") {
  Shop shop;
  const std::string follow = "follow:\n  - url: /p/1\n    label: one\n";
  shop.write("rules.yaml", follow + rules(".price::text"));
  shop.crawl();
  shop.run({"extract", "a.db", "-f", "old.yaml", "--write"});
  shop.run({"recrawl", "a.db", "-q", "--ui", "off"});
  CHECK(shop.products() == "sku,price\r\none,99\r\n");
  CHECK(shop.run({"query", "a.db", "SELECT count(*) AS n FROM pages WHERE url LIKE '%/p/2'", "--csv"}).out ==
        "n\r\n0\r\n");
}

TEST_CASE("a key that repeats on a page is told by the crawl, by an event and by the extraction") {
  Shop shop;
  shop.site.page("/p/1",
                 html("<p><b>x</b><i>1</i><p><b>x</b><i>2</i><p><b>x</b><i>3</i><p><b>y</b><i>1</i>"));
  shop.write("rules.yaml", R"(pages:
  - match: /p/1
    items:
      - {table: t, key: kind, select: p, fields: {kind: b, id: i}}
)");
  const auto crawled = shop.crawl();
  CHECK_MESSAGE(holds(crawled.err, "items     t: 2 rows\n"), crawled.err);
  CHECK(holds(crawled.err,
              "repeated  t: 2 rows had the key of a later row of the same page, which replaced them\n"));
  CHECK(shop.run({"query", "a.db", "SELECT level, message FROM events WHERE kind = 'key repeated'", "--csv"})
            .out ==
        "level,message\r\nwarning,\"2 rows of t had the key of a later row of the page, which replaced "
        "them\"\r\n");
  const std::string told =
      "t: 2 rows; 0 added, 0 removed, 0 changed\n"
      "  2 rows had the key of a later row of the same page, which replaces them\n";
  CHECK(holds(shop.run({"extract", "a.db", "-f", "rules.yaml"}).out, told));
  CHECK(holds(shop.run({"extract", "a.db", "-f", "rules.yaml", "--write"}).out, told));
  CHECK(holds(shop.run({"recrawl", "a.db", "--ui", "off"}).err, "repeated  t: 2 rows"));
}

TEST_CASE("tables and columns that the rules no longer name are mentioned, with what stays in them") {
  Shop shop;
  shop.crawl();
  std::string renamed = rules(".price::text");
  renamed.replace(renamed.find("price:"), 6, "cost:");
  shop.write("rules.yaml", renamed);
  CHECK(holds(shop.run({"extract", "a.db", "-f", "rules.yaml"}).out,
              "products.price: not in these rules; its 1 value stays as before\n"));
  renamed.replace(renamed.find("products"), 8, "goods");
  shop.write("rules.yaml", renamed);
  const auto told = shop.run({"extract", "a.db", "-f", "rules.yaml", "--write"});
  CHECK_MESSAGE(holds(told.out, "\nproducts: not in these rules; its 2 rows stay as before\n"), told.out);
  CHECK_FALSE(holds(told.out, "products.price"));
  CHECK(shop.products() == "sku,price\r\none,1.5\r\ntwo,\r\n");
}

TEST_CASE("of a table without rows it is said whether no page matched or nothing was found on those") {
  Shop shop;
  const std::string before = "pages:\n  - match: ", after = R"(
    items:
      - {table: t, select: div.nowhere, fields: {x: b}}
)";
  shop.write("rules.yaml", before + "/nowhere/" + after);
  shop.write("two.yaml", before + "/p/" + after);
  CHECK(holds(shop.crawl().err, "items     t: 0 rows; its rules match none of 3 pages\n"));
  CHECK(holds(shop.run({"extract", "a.db", "-f", "two.yaml", "--write"}).out,
              "t: 0 rows; 0 added, 0 removed, 0 changed; its rules match 2 pages and make no row of them\n"));
  CHECK(holds(shop.run({"extract", "a.db", "-f", "rules.yaml"}).out,
              "; no page is one that its rules match\n"));
  const auto again = shop.run({"recrawl", "a.db", "--ui", "off"});
  CHECK_MESSAGE(holds(again.err, "items     t: 0 rows; its rules match 2 pages and make no row of them\n"),
                again.err);
}

TEST_CASE("of a row that is left out only what it lacks counts, so that fill rates are those of the table") {
  Shop shop;
  shop.site.page("/p/1", html("<p><b>1</b><i>x</i><p><b>2</b><i>y</i><p>nothing<p>nothing"));
  shop.write("rules.yaml", R"(pages:
  - match: /p/1
    items:
      - {table: t, select: p, fields: {id: {css: b, required: true}, name: i}}
)");
  CHECK(shop.crawl({"-q", "--fail-on", "field name null > 0"}).exit_code == 0);
  const auto told = shop.run({"extract", "a.db", "-f", "rules.yaml", "--fail-on", "field id null >= 50%"});
  CHECK_MESSAGE(holds(told.out, "  id               50% filled, 2 of 4 rows left out\n"), told.out);
  CHECK(holds(told.out, "  name             100% filled\n"));
  CHECK(told.exit_code == 10);
}

TEST_CASE("--fail-on ends a crawl and an extraction with 10, and the extraction writes nothing") {
  Shop shop;
  const auto crawled = shop.crawl({"--fail-on", "field price null > 60%"});
  CHECK(crawled.exit_code == 0);
  const auto failed = shop.crawl({"-q", "--fail-on", "field price null >= 50%"});
  CHECK(failed.exit_code == 10);
  CHECK(failed.err == "trawl: field price null >= 50%: products.price has 1 of 2 rows, 50.0%\n");
  const auto extracted =
      shop.run({"extract", "a.db", "-f", "none.yaml", "--write", "--fail-on", "field price null > 60%"});
  CHECK(extracted.exit_code == 10);
  CHECK(holds(extracted.err, "field price null > 60%: products.price has 2 of 2 rows, 100.0%"));
  CHECK(shop.products() == "sku,price\r\none,1.5\r\ntwo,\r\n");
  const auto misspelt = shop.crawl({"--fail-on", "field prise null > 5%"});
  CHECK(misspelt.exit_code == 2);
  CHECK(holds(misspelt.err, "no field 'prise' (did you mean 'price'?)"));
}

TEST_CASE("the changes of a later crawl are in the view and in the summary") {
  Shop shop;
  shop.crawl();
  shop.site.page("/p/1", html(product("one", "1.75")));
  const auto again = shop.crawl();
  CHECK_MESSAGE(holds(again.err, "items     products: 2 rows, 1 value changed\n"), again.err);
  CHECK(shop.run({"query", "a.db", "SELECT \"table\", key, field, old, new FROM changes", "--csv"}).out ==
        "table,key,field,old,new\r\nproducts,one,price,1.5,1.75\r\n");
}

TEST_CASE("a page that is not in a crawl file gives its items as JSON lines") {
  Shop shop;
  shop.write("page.html", product("x", "5"));
  const auto file =
      shop.run({"extract", "page.html", "-f", "rules.yaml", "--url", "https://shop.example/p/9"});
  CHECK(file.out == R"({"_table":"products","_url":"https://shop.example/p/9","_id":1,"sku":"x","price":5})"
                    "\n");
  CHECK(file.err == "");
  const auto unknown = shop.run({"extract", "-", "-f", "rules.yaml"}, product("x", "5"));
  CHECK(unknown.out == "");
  CHECK(holds(unknown.err, "see --url"));
  const auto fetched = shop.run({"extract", shop.site.origin() + "/p/1", "-f", "rules.yaml"});
  CHECK(holds(fetched.out, R"("sku":"one","price":1.5})"));
  CHECK(shop.run({"extract", shop.site.origin() + "/missing", "-f", "rules.yaml"}).exit_code == 5);
  CHECK(shop.run({"extract", "nowhere", "-f", "rules.yaml"}).exit_code == 2);
  CHECK(shop.run({"extract", "page.html"}).exit_code == 2);
}

TEST_CASE("a page without rows says why: a label that it has not, or a type that rules cannot read") {
  Shop shop;
  shop.write("label.yaml",
             "pages: {match: {label: p}, items: {table: t, fields: {a: b}}}\nfollow: {css: a, label: p}\n");
  const std::string url = shop.site.origin() + "/p/1";
  const auto labelled = shop.run({"extract", url, "-f", "label.yaml"});
  CHECK(labelled.err.starts_with(
      "trawl: " + url + ": the rules make no row of this page (text/html); 'match' asks for the label 'p'"));
  shop.write("any.yaml", "pages: {items: {table: t, fields: {a: b}}}\n");
  shop.site.page("/a.pdf", support::TestReply(200, "%PDF-1.7 x").header("Content-Type", "application/pdf"));
  const std::string pdf = shop.site.origin() + "/a.pdf";
  CHECK(shop.run({"fetch", pdf, "-f", "any.yaml"}).exit_code == 1);
  CHECK(shop.run({"extract", pdf, "-f", "any.yaml"}).err ==
        "trawl: " + pdf + ": application/pdf is nothing that rules can read\n");
}

TEST_CASE("--fail-on leaves the file of an older trawl as it is, and --write alone brings it up to date") {
  Shop shop;
  storage::testing::make_old_file(shop.folder / "old.db", "80", 4);
  const std::string before = content_of(shop.folder / "old.db");
  const auto gated =
      shop.run({"extract", "old.db", "-f", "rules.yaml", "--write", "--fail-on", "field price null > 5%"});
  CHECK(gated.exit_code == 3);
  CHECK(
      gated.err ==
      "trawl: old.db: an older trawl has written it; --write without --fail-on brings it up to date first\n");
  CHECK(content_of(shop.folder / "old.db") == before);
  CHECK(shop.run({"extract", "old.db", "-f", "rules.yaml", "--write"}).exit_code == 0);
  CHECK(content_of(shop.folder / "old.db") != before);
}

TEST_CASE("a file that a crawl is writing is read, but not written") {
  Shop shop;
  shop.crawl();
  const storage::Store writer(shop.folder / "a.db");
  CHECK(shop.run({"extract", "a.db", "-f", "old.yaml"}).exit_code == 0);
  const auto refused = shop.run({"extract", "a.db", "-f", "old.yaml", "--write"});
  const auto gated =
      shop.run({"extract", "a.db", "-f", "old.yaml", "--write", "--fail-on", "field price null > 90%"});
  for (const auto& one : {refused, gated}) {
    CHECK(one.exit_code == 3);
    CHECK(one.err ==
          "trawl: a.db: a crawl is writing to it; wait until it ends, or stop it, then run this again\n");
  }
}

TEST_CASE("a field of another type than before is refused before anything is fetched, with what to do") {
  Shop shop;
  shop.crawl();
  shop.write("rules.yaml", rules(".price::text", "text"));
  const std::size_t asked = shop.site.arrived();
  const auto refused = shop.crawl();
  CHECK(refused.exit_code == 4);
  CHECK(holds(refused.err,
              "table products: the field price was number in this file, and is text now; give the field"));
  CHECK(shop.run({"extract", "a.db", "-f", "rules.yaml"}).exit_code == 4);
  CHECK(shop.site.arrived() == asked);
}
