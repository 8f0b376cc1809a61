// Input: a CSS selector, which is then asked of a small page.
#include "scraper/extract/css/css_selector.hpp"
#include "scraper/extract/selector.hpp"
#include "tests/fuzz/require.hpp"

using namespace trawl;

namespace {

using extract::CssDialect;
using extract::Language;
using extract::SelectorError;
using fuzz::require;

constexpr std::size_t kMostXPath = 600'000;  // two lists of parts that may have 256 KiB each

extract::Tree small_page() {
  extract::TreeLimits limits;
  limits.steps = 200'000;
  return extract::Tree::from_html(
      "<title>t</title><body class='a b'><div id=i><p class=a lang=de>x<b>y</b><p>z</div><ul><li><a href=/x "
      "rel=next>"
      "l</a><li class=b><li></ul><svg viewBox=1><linearGradient/></svg><form><input type=TEXT "
      "disabled><select>"
      "<option selected>o</select></form>",
      limits);
}

/// The matches, or -1 if a limit was reached.
std::ptrdiff_t count(Language language, const std::string& selector, const extract::SelectorInput& page) {
  try {
    return static_cast<std::ptrdiff_t>(extract::compile(language, selector)->apply(page).size());
  } catch (const SelectorError& error) {
    require(error.what()[0] != '\0', "an error has a message");
    return -1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const extract::Tree tree = small_page();
  const std::string css(fuzz::as_text(bytes, size));
  std::string portable;
  try {
    portable = extract::xpath_of(css, CssDialect::html).page;
    for (const auto dialect : {CssDialect::html_tree, CssDialect::xml_tree})
      require(extract::xpath_of(css, dialect).row.size() < kMostXPath, "the XPath is bounded");
  } catch (const SelectorError& error) {
    require(error.at <= css.size(), "an error points into the selector");
    require(error.what()[0] != '\0', "an error has a message");
    return 0;
  }
  extract::SelectorInput page;
  page.tree = &tree;
  const auto own = count(Language::css, css, page), other = count(Language::xpath, portable, page);
  require(own < 0 || other < 0 || own == other, "both dialects find the same");
  page.row = tree.root().first_child();
  count(Language::css, css, page);
  return 0;
}
