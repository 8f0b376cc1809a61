#include "scraper/cli/spider/spider_help.hpp"

#include <fmt/format.h>

#include "scraper/extract/filters/filter.hpp"

namespace trawl::cli {
namespace {

constexpr std::string_view kIntroduction =
    R"(A spider file turns pages into tables. It is YAML (JSON is a part of that), and all of it is understood before
anything is fetched: a mistake is named by file:line:column.

  trawl init URL -o shop.yaml            writes a beginning for a page
  trawl test shop.yaml                   applies it to the pages of its 'tests', without the network
  trawl crawl -f shop.yaml -o shop.db    crawls and fills the tables
  trawl query shop.db 'SELECT * FROM products'
  trawl schema                           prints its JSON Schema, for editors

)";

constexpr std::string_view kExample =
    R"(name: shop

start:                        # one or more; each may have method, body, headers and a label
  - https://shop.example/
  - sitemap: https://shop.example/sitemap.xml
  - range: 'https://shop.example/list?page={1..50}'   # {01..10}, {1..50..5}, {a,b}; several: all combinations
  - {url: https://shop.example/search, method: POST, body: '{"q": "lamp"}', label: search}
  # - file: urls.txt          # one URL a line, relative to this file

# The flags of 'trawl crawl', in four sections; at the top of the file they mean the same.
scope: {scope: host, exclude: ['\?sort=', '/cart']}
limits: {limit: 5000, depth: 5}
polite: {delay: 2s}
fetch: {timeout: 30s, headers: {Accept-Language: de}}

follow:                       # without it every link in scope is followed
  - a.next                    # short: CSS; "$…" is JSONPath, "/…" and "./…" are XPath
  - {css: .product a, url: /products/, label: product, priority: 5}
  - {json: $.next}            # on JSON pages: the URL of the next one
  - {json: $.cursor, parameter: cursor, on: {label: search}}   # the same URL with that parameter
  - {parameter: page, step: 1, on: /api/}                      # counts until nothing new comes

pages:                        # every entry that matches is applied
  - match: /products/[0-9]+   # RE2 in the whole URL; or {url: …, label: …, type: json}; none: every page
    items:
      - table: products
        key: sku              # or a list; without it the rows of a page replace its earlier ones
        select: article.product      # one row a match; none: one row a page
        fields:
          sku: '[itemprop=sku]::attr(content)'
          title: h1::text
          price: {css: .price, type: number, locale: de, required: true}
          image: {css: 'img::attr(src)', type: url}
          added: {css: time, type: date}
          tags: {css: .tag, many: true}                   # all that is found, as a JSON array
          stock: {css: .stock, filters: [lower, {replace: ['in stock', 'yes']}], type: bool, default: no}
          brand: [{jsonld: $.brand.name}, .brand]         # the first that finds something
        items:                       # rows inside a row, with its id
          - {table: reviews, select: .review, fields: {author: .by, text: p}}
  - match: {type: json}
    items: {table: products, select: '$.products[*]', fields: {sku: $.sku, title: $.name}}

tests:                        # see 'trawl test --help'
  - url: https://shop.example/products/1
    file: page.html
    expect: {products: [{title: Lamp, price: 12.5}], reviews: 3}
)";

constexpr std::string_view kRules =
    R"(
Fields have css, xpath, json, jsonld, meta, regex or url (RE2 on the page's URL), and type: text, int, number, date,
bool, url, html or json. Text stays as it is written: no, 012, 1.20 and ~ need no quotes. Put a value that begins with
[ { * & ! | > ' " % @ or has ', ' ': ' or ' #' in it between single quotes.

The text of 'h1' is all that stands in the element, also in elements inside it; 'h1::text' takes only its own pieces
of text, and a field the first of them: of <h1><code>time</code> - Access</h1> that is '- Access'. In a row of 'select',
':scope' or {xpath: .} is the element of the row itself, and ':scope::attr(id)' its attribute.

A value that is not of its type is NULL and counted; a row without a 'required' field is left out, and an event says
so. Commands ('cmd', and 'pipe: [jq, …]' beside 'items') run only with --allow-commands; one has 10 s, and those of a
page have 30 s together.

Filters:
)";

}  // namespace

std::string spider_help() {
  std::string text(kIntroduction);
  text.append(kExample).append(kRules);
  for (const extract::FilterKind& kind : extract::filter_kinds())
    text += fmt::format("  {:<12} {:<16} {}\n", kind.name, kind.arguments, kind.meaning);
  return text;
}

std::string_view spider_example() {
  return kExample;
}

}  // namespace trawl::cli
