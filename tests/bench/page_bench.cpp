// The cost of reading a page, part by part and beside libxml2's SAX parser, over the HTML of Debian's
// documentation packages; then the worst shapes of markup.
// Arguments: N, to take every Nth page (1); the only part to measure.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <libxml/HTMLparser.h>

#include "scraper/crawl/visit/visit.hpp"
#include "scraper/page/html/html_tokenizer.hpp"
#include "scraper/page/page.hpp"
#include "storage/tables/body_codec.hpp"
#include "storage/tables/hash.hpp"

using namespace trawl;

namespace {

constexpr std::size_t kNastySize = 8 << 20;

struct Document {
  fetch::Url url;
  std::string bytes;
};

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Document> documents(std::size_t every) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path root : {"/usr/share/cppreference", "/usr/share/doc"}) {
    if (!exists(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.is_regular_file() && entry.path().extension() == ".html") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Document> all;
  for (std::size_t i = 0; i < files.size(); i += every) {
    all.push_back({*fetch::Url::parse("http://site.test" + files[i].string()), content_of(files[i])});
  }
  return all;
}

double seconds_of(auto work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::size_t tokenize(const Document& document) {
  page::HtmlTokenizer tokenizer(document.bytes);
  std::size_t tokens = 0;
  while (tokenizer.next() != nullptr) ++tokens;
  return tokens;
}

std::size_t parse(const Document& document) {
  return page::parse_html(document.bytes, document.url, "text/html").links.size();
}

/// Everything that a parser's thread does with a response.
std::size_t visit(const Document& document) {
  static const crawl::Options options;
  static const crawl::Scope scope(options, {*fetch::Url::parse("http://site.test/")});
  fetch::Response response(document.url);
  response.status = 200;
  response.headers.emplace_back("Content-Type", "text/html");
  response.body = document.bytes;
  storage::Lease lease;
  lease.url = document.url.href();
  crawl::Outcome outcome;
  outcome.status = 200;
  return crawl::read_response(crawl::VisitPolicy(options, scope), lease, response, outcome, 0)
      .visit.links.size();
}

std::size_t compress(const Document& document) {
  return storage::compress_body(document.bytes, storage::hash_bytes(document.bytes)).content.size();
}

std::size_t sax(const Document& document) {
  static htmlSAXHandler handler = [] {
    htmlSAXHandler empty{};
    empty.startElement = [](void* count, const xmlChar*, const xmlChar**) {
      ++*static_cast<std::size_t*>(count);
    };
    empty.characters = [](void*, const xmlChar*, int) {};
    return empty;
  }();
  std::size_t count = 0;
  htmlParserCtxtPtr context =
      htmlCreatePushParserCtxt(&handler, &count, document.bytes.data(),
                               static_cast<int>(document.bytes.size()), nullptr, XML_CHAR_ENCODING_UTF8);
  htmlParseChunk(context, nullptr, 0, 1);
  htmlFreeParserCtxt(context);
  return count;
}

void measure(const char* name, const std::vector<Document>& all, std::size_t (*part)(const Document&)) {
  std::size_t bytes = 0, sum = 0;
  for (const Document& document : all) bytes += document.bytes.size();
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    best = std::min(best, seconds_of([&] {
                      for (const Document& document : all) sum += part(document);
                    }));
  }
  std::printf("%-14s %7.0f MB/s  %6.3f s per 1,000 pages  (sum %zu)\n", name,
              static_cast<double>(bytes) / 1e6 / best, best * 1e3 / static_cast<double>(all.size()), sum / 3);
}

/// Shapes whose cost would explode in a reader that looks at text twice. Prints the worst.
void measure_nasty() {
  const auto repeated = [](std::string text, std::string_view piece) {
    while (text.size() < kNastySize) text += piece;
    return text;
  };
  constexpr const char* kPieces[] = {"<div>",
                                     "</div>",
                                     "<",
                                     "<a",
                                     "<!--",
                                     "<!",
                                     "</",
                                     "<a href=",
                                     "<a href='",
                                     "<a href=x>",
                                     "<a href=x>y</a>",
                                     "&",
                                     "&a",
                                     "&aaaaaa",
                                     "&#1",
                                     "<title>",
                                     "<script>",
                                     "<script><!--",
                                     "<!--<script>",
                                     "<svg>",
                                     "<svg><title>",
                                     "<svg><desc>",
                                     "<math><mi>",
                                     "<svg><![CDATA[",
                                     "<template>",
                                     "<h1>x",
                                     "<h1>x</h1>",
                                     "<base href=x>",
                                     "<p>a\n",
                                     "<b><a href=x>",
                                     "a ",
                                     "\n",
                                     "a a='1' ",
                                     "<meta name=robots content=x>",
                                     "<img srcset='a,b,c,",
                                     "&CounterClockwiseContourIntegra"};
  constexpr const char* kOpeners[] = {"",
                                      "<a href=\"",
                                      "<a ",
                                      "<!--",
                                      "<title>",
                                      "<script><!--<script>",
                                      "<svg><![CDATA[",
                                      "<plaintext>",
                                      "<img srcset=\"a ("};
  std::vector<std::pair<double, std::string>> costs;
  for (const char* opener : kOpeners) {
    for (const char* piece : kPieces) {
      const Document document{*fetch::Url::parse("http://site.test/"), repeated(opener, piece)};
      costs.emplace_back(seconds_of([&] { visit(document); }), std::string(opener) + " " + piece);
    }
  }
  std::sort(costs.rbegin(), costs.rend());
  std::printf("8 MiB of the worst of %zu shapes, to be below 0.5 s:\n", costs.size());
  for (std::size_t i = 0; i < 5; ++i) std::printf("  %.3f s  %s\n", costs[i].first, costs[i].second.c_str());
}

}  // namespace

int main(int count, char** arguments) {
  const std::size_t every = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1;
  const std::string only = count > 2 ? arguments[2] : "";
  const std::vector<Document> all = documents(std::max<std::size_t>(every, 1));
  std::printf("%zu pages\n", all.size());
  constexpr std::pair<const char*, std::size_t (*)(const Document&)> kParts[] = {{"tokenizer", tokenize},
                                                                                 {"parse_html", parse},
                                                                                 {"read_response", visit},
                                                                                 {"compress", compress},
                                                                                 {"libxml2 SAX", sax}};
  for (const auto& [name, part] : kParts) {
    if (only.empty() || only == name) measure(name, all, part);
  }
  if (only.empty() || only == "nasty") measure_nasty();
}
