#include "scraper/page/html/html_tokenizer.hpp"

#include <string>

#include <doctest/doctest.h>

#include "scraper/page/html/folded_text.hpp"

using namespace trawl;

namespace {

/// The tokens of a document: "[name attribute=value…]" for a start tag, with "/]" if it closes itself,
/// "[/name]" for an end tag, and text as it is.
std::string tokens(std::string_view html) {
  std::string out;
  page::HtmlTokenizer tokenizer(html);
  while (const page::Token* token = tokenizer.next()) {
    if (token->kind == page::Token::Kind::text) {
      page::FoldedText text;
      text.append(token->text, token->text_kind);
      out += text.text();
      continue;
    }
    out += token->kind == page::Token::Kind::end_tag ? "[/" : "[";
    out += token->text;
    for (const auto& attribute : token->attributes) {
      out += ' ' + std::string(attribute.name) + '=' + page::attribute_value(attribute.raw);
    }
    out += token->self_closing ? "/]" : "]";
  }
  return out;
}

}  // namespace

TEST_CASE("attributes may have any quotes or none") {
  CHECK(tokens("<a href=x>") == "[a href=x]");
  CHECK(tokens("<a href='x y' id=\"z>\">") == "[a href=x y id=z>]");
  CHECK(tokens("<a\nhref = x\tdown>") == "[a href=x down=]");
  CHECK(tokens("<a href=>b") == "[a href=]b");
  CHECK(tokens("<a =x>") == "[a =x=]");
  CHECK(tokens("<a b='1'c='2'>") == "[a b=1 c=2]");
  CHECK(tokens("<a href=/x/>") == "[a href=/x/]");
  CHECK(tokens("<br/>") == "[br/]");
  CHECK(tokens("<br / x>") == "[br x=]");
  CHECK(tokens("</a href=x>") == "[/a]");
}

TEST_CASE("the first attribute of a name counts, whatever its case") {
  page::HtmlTokenizer tokenizer("<a HREF=1 href=2>");
  CHECK(tokenizer.next()->value("href") == "1");
}

TEST_CASE("a tag keeps at most a thousand attributes") {
  std::string html = "<a ";
  for (int i = 0; i < 40'000; ++i) html += "x" + std::to_string(i) + "=1 ";
  html += ">after";
  page::HtmlTokenizer tokenizer(html);
  CHECK(tokenizer.next()->attributes.size() == 1000);
  CHECK(tokenizer.next()->text == "after");
}

TEST_CASE("a less-than sign that does not open markup is text") {
  CHECK(tokens("a < b <3 <") == "a < b <3 <");
  CHECK(tokens("</") == "</");
  CHECK(tokens("a</>b") == "ab");
  CHECK(tokens("<<a>") == "<[a]");
}

TEST_CASE("a tag that the end of the document cuts off is ignored") {
  CHECK(tokens("x<a href=y") == "x");
  CHECK(tokens("x<a href='y>z") == "x");
  CHECK(tokens("x</a") == "x");
}

TEST_CASE("comments end where the standard says") {
  CHECK(tokens("<!---->a") == "a");
  CHECK(tokens("<!-->a") == "a");
  CHECK(tokens("<!--->a") == "a");
  CHECK(tokens("<!--a--!>b") == "b");
  CHECK(tokens("<!---!>a-->b") == "b");
  CHECK(tokens("<!--a--b-->c") == "c");
  CHECK(tokens("<!--<!--a-->b-->") == "b-->");
  CHECK(tokens("<!--a") == "");
  CHECK(tokens("<!-- a -- > b --->c") == "c");
}

TEST_CASE("bogus comments and doctypes end at the first greater-than sign") {
  CHECK(tokens("<!doctype html \">\">a") == "\">a");
  CHECK(tokens("<?php echo ?>a") == "a");
  CHECK(tokens("</ b>a") == "a");
  CHECK(tokens("<!x>a<!y") == "a");
}

TEST_CASE("only its own end tag ends raw text") {
  CHECK(tokens("<style><a></b></STYLE >x") == "[style]<a></b>[/STYLE]x");
  CHECK(tokens("<title>a &lt; </titles></title/>x") == "[title]a < </titles>[/title/]x");
  CHECK(tokens("<textarea><a href=x>&amp;</textarea>") == "[textarea]<a href=x>&[/textarea]");
  CHECK(tokens("<xmp>&amp;</xmp>") == "[xmp]&amp;[/xmp]");
  CHECK(tokens("<iframe><a></iframe><a>") == "[iframe]<a>[/iframe][a]");
  CHECK(tokens("<title>open <a>") == "[title]open <a>");
  CHECK(tokens("<plaintext>a</plaintext><b>") == "[plaintext]a</plaintext><b>");
  CHECK(tokens("<noscript><a></noscript>") == "[noscript][a][/noscript]");
}

TEST_CASE("a script's comment can hide its end tag") {
  CHECK(tokens("<script>'<a>'</script>x") == "[script]'<a>'[/script]x");
  CHECK(tokens("<script><!--</script>x") == "[script]<!--[/script]x");
  CHECK(tokens("<script><!--<script></script>--></script>x") == "[script]<!--<script></script>-->[/script]x");
  CHECK(tokens("<script><!--<script>--></script>x") == "[script]<!--<script>-->[/script]x");
  CHECK(tokens("<script><!--><script></script>x") == "[script]<!--><script>[/script]x");
  CHECK(tokens("<script><!--<scripty></script>x") == "[script]<!--<scripty>[/script]x");
  // Double-escaped to the end of the document.
  CHECK(tokens("<script><!--<script></script>x<a>") == "[script]<!--<script></script>x<a>");
}

TEST_CASE("SVG and MathML have CDATA sections, but no raw text") {
  CHECK(tokens("<svg><![CDATA[<a>&amp;]]>x</svg><![CDATA[y]]>z") == "[svg]<a>&amp;x[/svg]z");
  CHECK(tokens("<svg><title><a></title></svg>") == "[svg][title][a][/title][/svg]");
  CHECK(tokens("<svg><style><a></a></style></svg>") == "[svg][style][a][/a][/style][/svg]");
  CHECK(tokens("<math><mi><style><a></style></mi></math>") == "[math][mi][style]<a>[/style][/mi][/math]");
  CHECK(tokens("<svg/><![CDATA[x]]>y") == "[svg/]y");
}

TEST_CASE("HTML elements end SVG, and a foreign object contains HTML") {
  CHECK(tokens("<svg><p><![CDATA[x]]>y") == "[svg][p]y");
  CHECK(tokens("<div><svg><path></div><![CDATA[x]]>y") == "[div][svg][path][/div]y");
  CHECK(tokens("<svg><foreignObject><![CDATA[x]]></foreignObject><![CDATA[y]]>") ==
        "[svg][foreignObject][/foreignObject]y");
  CHECK(tokens("<svg><font><![CDATA[x]]>") == "[svg][font]x");
  CHECK(tokens("<svg><font color=red><![CDATA[x]]>") == "[svg][font color=red]");
}

TEST_CASE("U+0000 is dropped from HTML text and replaced elsewhere") {
  using namespace std::string_view_literals;
  CHECK(tokens("a\0b"sv) == "ab");
  CHECK(tokens("<svg>a\0b"sv) == "[svg]a\uFFFDb");
  CHECK(tokens("<title>a\0b"sv) == "[title]a\uFFFDb");
  CHECK(tokens("<svg><![CDATA[a\0b]]>"sv) == "[svg]a\uFFFDb");
}

TEST_CASE("comments and doctypes are told to those who ask for them") {
  const auto told = [](std::string_view html, page::HtmlTokenizer::Detail detail) {
    std::string out;
    page::HtmlTokenizer tokenizer(html, detail);
    while (const page::Token* token = tokenizer.next()) {
      if (token->kind == page::Token::Kind::comment) out += 'c';
      if (token->kind == page::Token::Kind::doctype) out += 'd';
      (out += '(').append(token->text) += ')';
    }
    return out;
  };
  using enum page::HtmlTokenizer::Detail;
  const std::pair<std::string_view, std::string_view> cases[] = {{"<!DOCTYPE html>x", "d( html)(x)"},
                                                                 {"<!--a-b-->x", "c(a-b)(x)"},
                                                                 {"<!-->x", "c()(x)"},
                                                                 {"<!--->x", "c()(x)"},
                                                                 {"<!--a--!>x", "c(a)(x)"},
                                                                 {"<!--a--", "c(a)"},
                                                                 {"<?pi?>x", "c(?pi?)(x)"},
                                                                 {"</ a>x", "c( a)(x)"},
                                                                 {"</>x", "(x)"},
                                                                 {"<!a>x", "c(a)(x)"},
                                                                 {"<!--a", "c(a)"}};
  for (const auto& [html, wanted] : cases) {
    const auto& row = html;
    CAPTURE(row);
    CHECK_EQ(told(html, all), wanted);
  }
  CHECK_EQ(told("<!doctype html><!--a-->x<?b?></ c>", content), "(x)");
}
