#include "scraper/page/html/xhtml_tokenizer.hpp"

#include <string>

#include <doctest/doctest.h>

using namespace trawl;

namespace {

/// The tokens: <name> of a known element of XHTML, <?name> of any other, with its attributes; texts in
/// quotes, with the element that hides them.
std::string tokens(std::string_view xml) {
  std::string all;
  page::XhtmlTokenizer tokenizer(xml);
  while (const page::Token* token = tokenizer.next()) {
    if (token->kind == page::Token::Kind::text) {
      all += '"' + std::string(token->text) + '"' + std::string(page::name_of(token->element));
      continue;
    }
    all += token->kind == page::Token::Kind::end_tag ? "</" : "<";
    const bool is_known = token->element != page::Element::unknown && !token->foreign;
    all += is_known ? std::string(page::name_of(token->element)) : '?' + std::string(token->text);
    for (const page::Attribute& attribute : token->attributes)
      if (!attribute.name.starts_with("xmlns"))
        all += ' ' + std::string(attribute.name) + '=' + token->value(attribute.name);
    all += '>';
  }
  return all;
}

}  // namespace

TEST_CASE("a self-closing element ends at once") {
  CHECK(tokens("<title/><a href='x' />t") == "<title></title><a href=x></a>\"t\"");
  CHECK(tokens("<p><br/></p>") == "<p><br></br></p>");
}

TEST_CASE("scripts, styles and titles contain markup, references and CDATA sections") {
  CHECK(tokens("<script>a&lt;<b/></script>") == "<script>\"a&lt;\"script<b></b></script>");
  CHECK(tokens("<style><![CDATA[<a href='x'>]]></style>") == "<style>\"<a href='x'>\"style</style>");
  CHECK(tokens("<title>a<![CDATA[<&]]>b</title>") == "<title>\"a\"title\"<&\"title\"b\"title</title>");
  CHECK(tokens("<textarea>x<b>y</b></textarea>") == "<textarea>\"x\"textarea<b>\"y\"textarea</b></textarea>");
}

TEST_CASE("comments, instructions and the doctype are skipped, with what they hold") {
  CHECK(tokens("<?xml version='1.0'?><!DOCTYPE html [<!ENTITY a '<b>]>'><!-- ]> ' -->]><p>x</p><?php > ?>") ==
        "<p>\"x\"</p>");
  CHECK(tokens("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN><p/>") == "<p></p>");
  CHECK(tokens("<!-- <a/> --x> --><!----><p/>") == "<p></p>");
}

TEST_CASE("names have the case that they have in XHTML") {
  CHECK(tokens("<P><A HREF='1' Href='2' href='3'/></P>") == "<?P><?A href=3></?A></?P>");
}

TEST_CASE("an element belongs to the namespace of its prefix, or to the default one") {
  CHECK(tokens("<h:a xmlns:h='http://www.w3.org/1999/xhtml' href='x'/>") == "<a href=x></a>");
  CHECK(tokens("<x:a href='x'/>") == "<?x:a href=x></?x:a>");
  CHECK(tokens("<h:p xmlns:h='http://www.w3.org/1999/xhtml'><a/><h:a/></h:p>") == "<p><?a></?a><a></a></p>");
  CHECK(tokens("<html xmlns='http://www.w3.org/1999/xhtml'><a xmlns='urn:x'><a/></a><a/></html>") ==
        "<html><?a><?a></?a></?a><a></a></html>");
  CHECK(tokens("<p xmlns:h='http://www.w3.org/1999/&#120;html'><h:b/></p><h:b/>") ==
        "<p><b></b></p><?h:b></?h:b>");
}

TEST_CASE("SVG is foreign, its title hides text, and its links have XLink's prefix whatever they call it") {
  CHECK(
      tokens("<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'><title>t</title>"
             "<a x:href='1'>l</a><a y:href='2'/></svg>") ==
      "<?svg><?title>\"t\"title</?title><?a xlink:href=1>\"l\"</?a><?a =2></?a></?svg>");
}

TEST_CASE("attribute values are normalised as in XML") {
  CHECK(tokens("<a href='a\r\nb\tc&#10;&amp;&#x41;&eacute;'/>") == "<a href=a b c\n&Aé></a>");
  CHECK(tokens("<a href='?a&amp=1&copy=2&#150;&#xD'/>") == "<a href=?a&amp=1&copy=2\u0096&#xD></a>");
}

TEST_CASE("a document that is not well-formed is read on") {
  CHECK(tokens("<p><b>x</p><a href=y>z</i></a>") == "<p><b>\"x\"</p><a href=y>\"z\"</a>");
  CHECK(tokens("a < b <p") == "\"a < b \"");
  CHECK(tokens("</p><p>") == "<p>");
  CHECK(tokens("<p>x<![CDATA[y") == "<p>\"x\"\"y\"");
}

TEST_CASE("namespaces outlive mismatched end tags") {
  CHECK(tokens("<h:html xmlns:h='http://www.w3.org/1999/xhtml'></x></y></h:b><h:a/></h:html>") ==
        "<html><a></a></html>");
}
