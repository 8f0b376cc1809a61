// The cost of six fields of a page: building its tree, evaluating, taking the texts. Arguments: a file that
// lists the pages, one a line; how many times to read all. Prints pages per CPU second, then how much each
// field found. peers/parsel_fields.py prints the same.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "scraper/extract/tree/tree.hpp"
#include "tests/bench/measure.hpp"

using namespace trawl;
using extract::Node;
using extract::Tree;
using extract::XPath;

namespace {

std::vector<std::string> pages_of(const char* list) {
  std::vector<std::string> pages;
  std::ifstream names(list);
  for (std::string name; std::getline(names, name);) {
    std::ifstream file(name, std::ios::binary);
    pages.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return pages;
}

struct Field {
  const char* name;
  XPath selector;
  std::size_t found = 0, bytes = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::vector<std::string> pages = pages_of(arguments[1]);
  const int times = std::atoi(arguments[2]);
  Field fields[] = {{"title", XPath("//title/text()")}, {"h1", XPath("//h1//text()")},
                    {"h2", XPath("//h2//text()")},      {"links", XPath("//a/@href")},
                    {"cells", XPath("//td//text()")},   {"code", XPath("//code//text()")}};
  const double start = bench::processor_nanoseconds();
  for (int i = 0; i < times; ++i) {
    for (const std::string& page : pages) {
      const Tree tree = Tree::from_html(page);
      for (Field& field : fields) {
        const XPath::Value value = field.selector.evaluate(tree, tree.document());
        std::vector<std::string> texts;
        for (const Node& node : std::get<std::vector<Node>>(value)) texts.push_back(node.text());
        field.found += texts.size();
        for (const std::string& text : texts) field.bytes += text.size();
      }
    }
  }
  const double seconds = (bench::processor_nanoseconds() - start) / 1e9;
  std::printf("%.1f\n", static_cast<double>(pages.size()) * times / seconds);
  for (const Field& field : fields) {
    std::printf("%s %zu %zu\n", field.name, field.found / static_cast<std::size_t>(times),
                field.bytes / static_cast<std::size_t>(times));
  }
}
