// Runs `trawl init`, `trawl schema` and broken spider files.
#include <doctest/doctest.h>

#include "scraper/cli/spider/spider_file.hpp"
#include "tests/scraper/cli/command_line.hpp"
#include "tests/support/test_site.hpp"

using namespace trawl;

using namespace trawl::cli::testing;
using support::Finished;
using support::html;
using support::plain;
using support::TestSite;

namespace {

struct Init : CommandLine {
  std::string at(const std::string& target) const { return site.origin() + target; }
  TestSite site;
};

constexpr const char* kList = R"(<title>Lamps</title><nav><ul><li>a<li>b<li>c<li>d</ul></nav><main><ul>
<li class=product><a href=/p/1><h3 class=name>Brass lamp</h3></a><span class=price>12.50 EUR</span>
<li class=product><a href=/p/2><h3 class=name>Oil lamp</h3></a><span class=price>9.00 EUR</span>
<li class=product><a href=/p/3><h3 class=name>Tall lamp</h3></a><span class=price>30.00 EUR</span>
</ul><a rel=next href=?page=2>more</a></main>)";

}  // namespace

TEST_CASE_FIXTURE(Init, "init writes a spider file for the list that repeats on a page") {
  if (trawl.empty()) return;
  site.robots("User-agent: *\nAllow: /");
  site.page("/lamps", html(kList));
  const Finished said = run({"init", at("/lamps")});
  CAPTURE(said.out);
  CHECK(said.exit_code == 0);
  const auto file = cli::parse_spider_file(said.out, "draft");
  CHECK(file.settings.back().values == std::vector<std::string>{at("/lamps")});
  CHECK(file.spider.follow.at(0).selector->text == "a[rel~=next]");
  const auto& item = file.spider.pages.at(0).items.at(0);
  CHECK(file.spider.tables.at(0).name == "lamps");
  CHECK(item.select->text == "li.product");
  CHECK(item.key == std::vector<std::string>{"link"});
  REQUIRE(item.fields.size() == 3);
  CHECK(item.fields[1].name == "title");
  CHECK(item.fields[2].name == "price");
  CHECK(item.fields[2].type == extract::FieldType::number);
  CHECK(site.asked() == "/robots.txt /lamps");
}

TEST_CASE_FIXTURE(Init, "init writes no file over another, asks nothing then, and obeys robots.txt") {
  if (trawl.empty()) return;
  write("shop.yaml", "mine");
  const Finished refused = run({"init", at("/"), "-o", "shop.yaml"});
  CHECK(refused.exit_code == 2);
  CHECK(refused.err == "trawl: shop.yaml is there already; --force writes over it\n");
  CHECK(site.arrived() == 0);
  site.robots("User-agent: *\nDisallow: /no");
  CHECK(run({"init", at("/no"), "-o", "other.yaml"}).exit_code == 5);
  CHECK_FALSE(std::filesystem::exists(folder / "other.yaml"));
  site.page("/", html(kList));
  CHECK(run({"init", at("/"), "-o", "shop.yaml", "--force"}).exit_code == 0);
  CHECK(std::filesystem::file_size(folder / "shop.yaml") > 500);
}

TEST_CASE_FIXTURE(Init, "init on a page that rules find nothing on is exit code 5, and writes no file") {
  if (trawl.empty()) return;
  site.robots("User-agent: *\nAllow: /");
  site.page("/a.pdf", support::TestReply(200, "%PDF-1.7 x").header("Content-Type", "application/pdf"));
  site.page("/empty", support::TestReply(200, "").header("Content-Type", "text/html"));
  const Finished pdf = run({"init", at("/a.pdf"), "-o", "a.yaml"});
  CHECK(pdf.exit_code == 5);
  CHECK(pdf.err == "trawl: " + at("/a.pdf") + ": application/pdf is nothing that rules can read\n");
  CHECK(run({"init", at("/empty"), "-o", "a.yaml"}).exit_code == 5);
  CHECK_FALSE(std::filesystem::exists(folder / "a.yaml"));
}

TEST_CASE_FIXTURE(Init, "a broken spider file ends a crawl before anything is asked") {
  if (trawl.empty()) return;
  site.page("/", html(kList));
  write("shop.yaml", "start: " + at("/") + "\npages:\n- items:\n    table: t\n    fields: {a: 'b['}\n");
  const Finished said = run({"crawl", "-f", "shop.yaml"});
  CHECK(said.exit_code == 4);
  CHECK(said.err.starts_with("trawl: shop.yaml:5:20: css 'b['"));
  CHECK(is_one_line(said.err));
  CHECK(site.arrived() == 0);
  write("ok.yaml", "start: [" + at("/") + ", {url: '" + at("/x") + "', label: l}]\nfollow: a\n");
  const Json config = this->config({"-f", "ok.yaml"});
  CHECK(config["start"].size() == 2);
  CHECK(config["follow"] == Json::parse(R"([{"css": "a"}])"));
  CHECK_FALSE(config.contains("seeds"));
  CHECK_FALSE(this->config({"-f", "ok.yaml", "a.org"}).contains("start"));
}

TEST_CASE_FIXTURE(CommandLine, "schema prints a JSON Schema, and help spider the format") {
  if (trawl.empty()) return;
  CHECK(Json::parse(run({"schema"}).out)["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(holds(run({"help", "spider"}).out, "\npages: "));
}
