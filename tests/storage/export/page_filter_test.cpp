#include "storage/export/page_filter.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <doctest/doctest.h>

#include "storage/export/formats.hpp"
#include "storage/export/graph.hpp"
#include "storage/query.hpp"
#include "tests/storage/crawl_file.hpp"

using namespace trawl;
using storage::PageFilter;
using namespace storage::testing;

namespace {

/// The cells of one column, with blanks between them.
class Column : public storage::RowSink {
 public:
  explicit Column(std::string name) : name_(std::move(name)) {}
  void columns(const std::vector<std::string>& names) override {
    place_ = static_cast<std::size_t>(std::find(names.begin(), names.end(), name_) - names.begin());
  }
  void row(std::span<const storage::Value> cells) override {
    text += storage::cell_text(cells[place_]) + ' ';
  }
  void end() override {}
  std::string text;

 private:
  const std::string name_;
  std::size_t place_ = 0;
};

/// A crawl of five URLs with one answer each, but for the last, which waits.
struct Crawl : CrawlFile {
  Crawl() {
    const std::pair<const char*, int> answers[] = {
        {"/", 200}, {"/gone", 404}, {"/pdf", 200}, {"/moved", 301}};
    for (const auto& [path, status] : answers) {
      storage::Visit visit = fetched(new_url(path), status);
      if (visit.page->url.ends_with("pdf")) visit.page->content_type = "application/pdf";
      if (status == 200) {
        add_link(visit, new_url("/gone"), "a <b> & \x1b");
        add_link(visit, new_url("/gone"), "again");
        add_link(visit, new_url("/pdf"));
      }
      commit(visit);
    }
    add({new_url("/waits"), skipped_url("/style.css", storage::SkipReason::not_a_page)});
  }
  std::string pages(const PageFilter& filter) const { return column(pages_sql(filter, 5), "url"); }
  std::string urls(const PageFilter& filter) const { return column(urls_sql(filter, 5), "url"); }
  std::string column(const std::string& sql, const std::string& name) const {
    Column found(name);
    storage::run_query(file(), sql, found);
    std::string text;
    for (std::size_t at = 0; at < found.text.size(); ++at) {
      if (found.text.compare(at, 16, "http://a.example") == 0) at += 16;
      text += found.text[at];
    }
    return text;
  }
};

std::string refusal(std::vector<std::string> (*parse)(std::string_view), const char* list) {
  try {
    parse(list);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE_FIXTURE(Crawl, "a filter takes pages by status and type, and by SQL") {
  PageFilter filter;
  CHECK(pages(filter) == "/ /gone /pdf /moved ");
  filter.statuses = storage::status_conditions("404, 3xx");
  CHECK(pages(filter) == "/gone /moved ");
  filter.statuses = storage::status_conditions("200-299");
  CHECK(pages(filter) == "/ /pdf ");
  filter.types = storage::type_conditions("pdf");
  CHECK(pages(filter) == "/pdf ");
  filter.types = storage::type_conditions("html,application/json");
  CHECK(pages(filter) == "/ ");
  filter.types = storage::type_conditions("Text/*");
  CHECK(pages(filter) == "/ ");
  filter = PageFilter();
  filter.where = "depth = 0 OR title LIKE '%x%' -- a comment";
  CHECK(pages(filter) == "/ /gone /pdf /moved ");
  filter.where = "url LIKE '%/p%'";
  CHECK(pages(filter) == "/pdf ");
}

TEST_CASE_FIXTURE(Crawl, "URLs are all that the file knows, until states or statuses narrow them") {
  PageFilter filter;
  CHECK(urls(filter) == "/ /gone /pdf /moved /waits /style.css ");
  filter.states = storage::state_conditions("pending,skipped");
  CHECK(urls(filter) == "/waits /style.css ");
  filter = PageFilter();
  filter.statuses = storage::status_conditions("404");
  CHECK(urls(filter) == "/gone ");
  filter = PageFilter();
  filter.crawl = 0;
  CHECK(urls(filter) == "/ /gone /pdf /moved ");
}

TEST_CASE_FIXTURE(Crawl, "of a URL the newest page counts, or the newest of one crawl") {
  store().finish_crawl("finished", "", "{}", 1'700'000'050);
  CHECK(reopen().crawl_id == 2);
  storage::NewUrl seed = new_url("/", storage::ViaKind::seed);
  commit(fetched(seed, 503));
  PageFilter filter;
  const std::string all = column(pages_sql(filter, 5), "status");
  CHECK(all == "404 200 301 503 ");
  filter.crawl = 1;
  CHECK(column(pages_sql(filter, 5), "status") == "200 404 200 301 ");
  filter.crawl = 0;
  CHECK(column(pages_sql(filter, 5), "status") == "503 ");
}

TEST_CASE("what is no status, type or state is refused with what is") {
  using namespace storage;
  for (const char* const list :
       {"", "abc", "200,", "1000", "-1", "20x", "0xx", "400-300", "200 404", "4xx-5xx"}) {
    CAPTURE(list);
    CHECK(refusal(status_conditions, list).find("is no status; write 200, 4xx or 300-399") !=
          std::string::npos);
  }
  for (const char* const list : {"", "pdff", "/", "a/", "/b"})
    CHECK(refusal(type_conditions, list).find("write one of html, pdf, image") != std::string::npos);
  CHECK(refusal(state_conditions, "gone").find("they are pending, leased, done, failed, skipped, held") !=
        std::string::npos);
  CHECK(type_conditions("a/b'c").at(0).ends_with("= 'a/b''c'"));
}

TEST_CASE_FIXTURE(Crawl, "a graph has a node for each page and an edge for all links of one to another") {
  const auto graph = [&](const PageFilter& filter, bool with_unfetched) {
    storage::Output output(file().string() + ".graphml");
    const auto size = write_graph(file(), filter, with_unfetched, {}, output);
    output.commit();
    std::ifstream in(file().string() + ".graphml");
    return std::pair(std::to_string(size.nodes) + " " + std::to_string(size.edges),
                     std::string(std::istreambuf_iterator<char>(in), {}));
  };
  const auto [size, xml] = graph({}, false);
  CHECK(size == "4 4");
  CHECK(xml.find("<edge source=\"n1\" target=\"n2\"><data key=\"e_kind\">a</data>"
                 "<data key=\"e_text\">a &#60;b&#62; &#38; \uFFFD</data><data key=\"e_nofollow\">false</data>"
                 "<data key=\"e_links\">2</data></edge>") != std::string::npos);
  CHECK(xml.find("<data key=\"n_url\">http://a.example/gone</data>") != std::string::npos);
  CHECK(xml.ends_with("</graph>\n</graphml>\n"));
  PageFilter filter;
  filter.statuses = storage::status_conditions("200");
  CHECK(graph(filter, false).first == "2 2");
  CHECK(graph({}, true).first == "6 4");
}
