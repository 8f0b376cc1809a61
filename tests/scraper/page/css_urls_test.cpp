#include "scraper/page/css_urls.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/scraper/page/read_page.hpp"

using namespace trawl;

namespace {

/// With "@" before the imports.
std::string urls_of(std::string_view css) {
  std::string text;
  for (const page::CssUrl& one : page::css_urls(css))
    text += (text.empty() ? "" : " ") + std::string(one.is_import ? "@" : "") + one.url;
  return text;
}

/// Kind and path of what a page names besides its links.
std::string references_of(std::string_view html) {
  std::string text;
  const page::Page page = support::read_page(html);
  for (const page::Link& link : page.references)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", page::name_of(link.kind), link.url.path());
  for (const page::UnreadLink& link : page.unread_references)
    text += fmt::format("{}{} unread {}", text.empty() ? "" : ", ", page::name_of(link.kind), link.raw);
  return text;
}

}  // namespace

TEST_CASE("the URLs of a style sheet are those of url() and @import") {
  // https://www.w3.org/TR/css-syntax-3/#consume-url-token, https://www.w3.org/TR/css-cascade-4/#at-import
  const std::pair<const char*, const char*> cases[] = {
      {"a { background: url(x.png) }", "x.png"},
      {"a { background: URL( 'x y.png' ) no-repeat, url(\"z\") }", "x y.png z"},
      {"@import 'a.css'; @import \"b.css\" screen; @IMPORT url(c.css);", "@a.css @b.css @c.css"},
      {"@import url('a.css') layer(x) supports(display: grid); a { b: url(x) }", "@a.css x"},
      {"@charset 'utf-8'; a::before { content: 'url(no)'; background: url(yes) }", "yes"},
      {"/* url(no) @import 'no'; */ a { b: url(yes) } /* url(no", "yes"},
      {"@namespace svg url(http://www.w3.org/2000/svg); a { b: url(x) }", "x"},
      {"a { b: url(#id) url(data:,x) url() url('') url( ) }", ""},
      {"a { b: url(a b) url(a\"b) url(a(b) url(ok) }", "ok"},
      {R"(a { b: url(a\)b\20 c) url("d\
e") url(\66 oo) })",
       "a)b c de foo"},
      {"a { b: my-url(no) src('no') } @font-face { src: local(x), url(f.woff) format('woff') }", "f.woff"},
      {"a { b: url(last", "last"},
      {"a { b: url('last", "last"},
      {"@import", ""},
      {"\\", ""},
      {"url(\\", ""},
      {"a { b: url(\\0 x) url(\\ffffff y) }", "\xEF\xBF\xBDx \xEF\xBF\xBDy"},
  };
  for (const auto& [text, urls] : cases) {
    const auto& css = text;
    CAPTURE(css);
    CHECK(urls_of(css) == urls);
  }
  std::string many;
  for (int i = 0; i < 10'100; ++i) many += "url(x)";
  CHECK(page::css_urls(many).size() == 10'000);
}

TEST_CASE("what a page names besides its links is found where HTML has it") {
  const std::pair<const char*, const char*> cases[] = {
      {"<p style='background: url(1.png)'>", "style /dir/1.png"},
      {"<p style=\"background: url(&quot;1.png&quot;)\">", "style /dir/1.png"},
      {"<style>@import '1.css'; a { b: url(/2.png) }</style>", "import /dir/1.css, style /2.png"},
      {"<a href=x style='b: url(1)'>x</a>", "style /dir/1"},
      {"<body background=1><table background=2><tr background=3><td background=4><th background=5>",
       "background /dir/1, background /dir/2, background /dir/3, background /dir/4, background /dir/5"},
      {"<blockquote cite=1><q cite=2></q><del cite=3></del><ins cite=4></ins><p cite=no>",
       "cite /dir/1, cite /dir/2, cite /dir/3, cite /dir/4"},
      {"<img longdesc=1 lowsrc=2 usemap='#m'><iframe longdesc=3></iframe><img usemap='/4#m'>",
       "longdesc /dir/1, lowsrc /dir/2, longdesc /dir/3, usemap /4"},
      {"<button formaction=1><input formaction=2><button formaction=no formmethod=POST>",
       "formaction /dir/1, formaction /dir/2"},
      {"<html manifest=1><head profile=2>", "manifest /dir/1, profile /dir/2"},
      {"<object classid=1 codebase=2 archive='3, 4'></object><applet src=5></applet><bgsound src=6>",
       "classid /dir/1, codebase /dir/2, archive /dir/3, archive /dir/4, object /dir/5, object /dir/6"},
      {"<embed pluginspage=1>", "pluginspage /dir/1"},
      {"<i itemtype='http://e.org/A http://e.org/B'></i><i itemtype=no></i>", "itemtype /A, itemtype /B"},
      {"<svg><image href=1 /><image xlink:href=2 /><use href='/3#part'/><use href='#no'/></svg>",
       "image /dir/1, image /dir/2, use /3"},
      {"<base href=/b/><p style='b: url(1)'>", "style /b/1"},
      {"<td background='http://[x'>", "background unread http://[x"},
      {"<template><p style='b: url(no)'></template>", ""},
      {"<table background=''><td background=data:,x>", ""},
  };
  for (const auto& [text, references] : cases) {
    const auto& html = text;
    CAPTURE(html);
    CHECK(references_of(html) == references);
  }
}
